import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import type { PolicyRefusal } from '../../policy/policy-refusal.ts';
import { type InlineOwner, inlineSizeRefusal, policySizeRefusal } from '../../policy/policy-size.ts';
import { validatePolicy } from '../../policy/validate-policy.ts';
import { malformed } from './refusals.ts';
import type { IamState } from './state.ts';

function throwIf(refusal: PolicyRefusal | undefined): void {
  if (refusal === undefined) return;
  const limit = refusal.code === 'LimitExceeded';
  throw new ServiceError(
    limit ? 'LimitExceededException' : 'MalformedPolicyDocumentException',
    refusal.message,
    limit ? 409 : 400,
  );
}

/** The document of a managed policy. */
export function managedDocument(text: string): string {
  throwIf(validatePolicy(text, 'identity') ?? policySizeRefusal(text, 'identity'));
  return text;
}

/** The inline policies of an entity with one more or another one. */
export function withInlinePolicy(
  policies: Readonly<Record<string, string>>,
  name: string,
  text: string,
  owner: InlineOwner,
): Readonly<Record<string, string>> {
  throwIf(validatePolicy(text, 'inline'));
  const after = { ...policies, [name]: text };
  throwIf(inlineSizeRefusal(Object.values(after), owner));
  return after;
}

/** The trust policy of a role: users and roles of this account that it names have to exist. */
export async function trustDocument(text: string, { state, account }: CallContext<IamState>): Promise<string> {
  throwIf(validatePolicy(text, 'trust') ?? policySizeRefusal(text, 'trust'));
  for (const arn of principalArns(text)) {
    const [, owner, kind, path = ''] = /^arn:aws:iam::(\d{12}):(user|role)\/(.+)$/.exec(arn) ?? [];
    if (owner !== account) continue;
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    const found = await (kind === 'user' ? state.users : state.roles).get(name);
    if (found?.arn !== arn) throw malformed(`Invalid principal in policy: "AWS":"${arn}"`);
  }
  return text;
}

function principalArns(text: string): readonly string[] {
  const { Statement } = JSON.parse(text) as { Statement: unknown };
  return [Statement].flat().flatMap((one) => {
    const { Principal } = one as { Principal?: { AWS?: string | string[] } | string };
    return typeof Principal === 'object' ? [Principal.AWS ?? []].flat() : [];
  });
}

/** Documents leave IAM percent-encoded (RFC 3986). */
export const encodedDocument = (document: string) =>
  encodeURIComponent(document).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
