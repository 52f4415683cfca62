import { deflateRawSync } from 'node:zlib';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { validatePolicy } from '../../policy/validate-policy.ts';
import { checked, constraint, validation } from './refusals.ts';
import type { SessionTags } from './session-tags.ts';

/** A document by the name or ARN that decisions give it. */
export interface SessionPolicy {
  readonly id: string;
  readonly text: string;
}

interface GivenPolicies {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
}

const MAX_INLINE_LENGTH = 2048;
const MAX_ARNS = 10;
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS's own pattern, which its refusal quotes
const POLICY_TEXT = /[\u0009\u000A\u000D\u0020-\u00FF]+/;

/**
 * The policies that limit a session; `undefined` when the request has none, which limits nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
export async function sessionPolicies(
  { Policy, PolicyArns = [] }: GivenPolicies,
  call: CallContext<unknown>,
): Promise<readonly SessionPolicy[] | undefined> {
  const policies: SessionPolicy[] = [];
  if (Policy !== undefined) {
    checked(Policy, 'policy', { min: 1, max: MAX_INLINE_LENGTH, pattern: POLICY_TEXT });
    const refusal = validatePolicy(Policy, 'identity');
    if (refusal !== undefined) throw malformed(refusal.message);
    policies.push({ id: 'session policy', text: Policy });
  }
  if (PolicyArns.length > MAX_ARNS) {
    throw constraint(
      'policyArns',
      `[${PolicyArns.length} ARNs]`,
      `Member must have length less than or equal to ${MAX_ARNS}`,
    );
  }
  for (const { arn } of PolicyArns) policies.push(await managedPolicy(arn, call));
  return policies.length === 0 ? undefined : policies;
}

const malformed = (message: string) => new ServiceError('MalformedPolicyDocumentException', message);

async function managedPolicy(arn: string | undefined, call: CallContext<unknown>): Promise<SessionPolicy> {
  if (arn === undefined || !/^arn:aws:iam::(?:aws|\d{12}):policy\/.+$/.test(arn)) {
    throw validation(`${arn} is invalid`);
  }
  try {
    const { Policy } = await call.callService('iam', 'GetPolicy', { PolicyArn: arn });
    const VersionId: string = Policy.DefaultVersionId;
    const { PolicyVersion } = await call.callService('iam', 'GetPolicyVersion', { PolicyArn: arn, VersionId });
    return { id: arn, text: decodeURIComponent(PolicyVersion.Document) };
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'NoSuchEntityException')) throw error;
    throw new ServiceError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
  }
}

const ALLOTTED_BYTES = 1536;

/**
 * How much of the space that a session has its policies and tags take, in percent; `undefined` when it has none.
 *
 * Unlike AWS: how AWS packs them is not published; samlet compresses them into 1,536 bytes.
 * @throws PackedPolicyTooLarge
 */
export function packedSize(given: GivenPolicies, { tags, transitiveKeys }: SessionTags): number | undefined {
  const arns = given.PolicyArns?.map(({ arn }) => arn) ?? [];
  const hasPolicies = given.Policy !== undefined || arns.length > 0;
  const hasTags = Object.keys(tags).length > 0;
  if (!hasPolicies && !hasTags) return undefined;
  const text = [given.Policy ?? '', ...arns, ...Object.entries(tags).flat(), ...transitiveKeys].join('\u0000');
  const percent = Math.ceil((deflateRawSync(text).length * 100) / ALLOTTED_BYTES);
  if (percent <= 100) return percent;
  throw new ServiceError(
    'PackedPolicyTooLargeException',
    hasPolicies
      ? `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`
      : `Packed size of session tags consumes ${percent}% of allotted space.`,
  );
}
