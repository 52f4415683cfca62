import type {
  CreateSAMLProviderCommandInput,
  DeleteSAMLProviderCommandInput,
  GetSAMLProviderCommandInput,
  UpdateSAMLProviderCommandInput,
} from '@aws-sdk/client-iam';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { iamArn, wholeSeconds } from './entity.ts';
import { onNew, onTagged } from './iam-access.ts';
import { checked } from './input.ts';
import { alreadyExists, invalidInput, notFound } from './refusals.ts';
import type { IamState, SamlProviderRecord, Tag } from './state.ts';

type Call = CallContext<IamState>;

export const samlProviderNotFound = (arn: string) => notFound(`Manifest not found for arn ${arn}`);

const onProvider = (action: string) =>
  onTagged(action, 'SAMLProviderArn', ({ samlProviders }, arn) => samlProviders.get(arn));

function checkMetadata(metadata: string): string {
  if (!/<(?:[\w.-]+:)?EntityDescriptor[\s>]/.test(metadata)) throw invalidInput('Could not parse metadata');
  return metadata;
}

/** AWS takes a document for a hundred years when it does not say how long it holds. */
function validUntil(metadata: string, nowMs: number): number {
  const stated = Date.parse(/\bvalidUntil="([^"]+)"/.exec(metadata)?.[1] ?? '');
  return Number.isNaN(stated) ? new Date(nowMs).setUTCFullYear(new Date(nowMs).getUTCFullYear() + 100) : stated;
}

/**
 * Kept and described.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html
 */
export async function createSamlProvider(input: CreateSAMLProviderCommandInput, call: Call) {
  const { Name, SAMLMetadataDocument, Tags = [] } = checked(input, 'Name', 'SAMLMetadataDocument');
  if (!/^[\w._-]+$/.test(Name)) {
    throw invalidInput('The specified value for name is invalid. It must contain only alphanumeric characters and ._-');
  }
  const arn = iamArn(call.account, 'saml-provider', '/', Name);
  const createdAt = call.clock.now();
  const provider: SamlProviderRecord = {
    arn,
    id: `ASP${call.ids.upperAlphanumeric(18)}`,
    metadata: checkMetadata(SAMLMetadataDocument),
    createdAt,
    validUntil: validUntil(SAMLMetadataDocument, createdAt),
    tags: Tags as readonly Tag[],
  };
  await call.state.samlProviders.update(arn, (before) => {
    if (before !== undefined) throw alreadyExists(`SAMLProvider with name ${Name} already exists.`);
    return { value: provider, result: undefined };
  });
  return { SAMLProviderArn: arn, ...(Tags.length > 0 && { Tags }) };
}
createSamlProvider.access = onNew('iam:CreateSAMLProvider', 'saml-provider', 'Name');

export async function getSamlProvider(input: GetSAMLProviderCommandInput, { state }: Call) {
  const { SAMLProviderArn: arn } = checked(input, 'SAMLProviderArn');
  const provider = await state.samlProviders.get(arn);
  if (provider === undefined) throw samlProviderNotFound(arn);
  return {
    SAMLProviderUUID: provider.id,
    SAMLMetadataDocument: provider.metadata,
    CreateDate: wholeSeconds(provider.createdAt),
    ValidUntil: wholeSeconds(provider.validUntil),
    ...(provider.tags.length > 0 && { Tags: [...provider.tags] }),
  };
}
getSamlProvider.access = onProvider('iam:GetSAMLProvider');

export async function listSamlProviders(_input: object, { state }: Call) {
  return {
    SAMLProviderList: (await state.samlProviders.list()).map(({ arn, createdAt, validUntil: until }) => ({
      Arn: arn,
      ValidUntil: wholeSeconds(until),
      CreateDate: wholeSeconds(createdAt),
    })),
  };
}
listSamlProviders.access = accessToAll('iam:ListSAMLProviders');

export async function updateSamlProvider(input: UpdateSAMLProviderCommandInput, call: Call) {
  const { SAMLProviderArn: arn, SAMLMetadataDocument } = checked(input, 'SAMLProviderArn');
  await call.state.samlProviders.update(arn, (provider) => {
    if (provider === undefined) throw samlProviderNotFound(arn);
    if (SAMLMetadataDocument === undefined) return { value: provider, result: undefined };
    const metadata = checkMetadata(SAMLMetadataDocument);
    return {
      value: { ...provider, metadata, validUntil: validUntil(metadata, call.clock.now()) },
      result: undefined,
    };
  });
  return { SAMLProviderArn: arn };
}
updateSamlProvider.access = onProvider('iam:UpdateSAMLProvider');

export async function deleteSamlProvider(input: DeleteSAMLProviderCommandInput, { state }: Call): Promise<void> {
  const { SAMLProviderArn: arn } = checked(input, 'SAMLProviderArn');
  if (!(await state.samlProviders.delete(arn))) throw samlProviderNotFound(arn);
}
deleteSamlProvider.access = onProvider('iam:DeleteSAMLProvider');
