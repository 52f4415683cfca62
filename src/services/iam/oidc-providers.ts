import type {
  AddClientIDToOpenIDConnectProviderCommandInput,
  CreateOpenIDConnectProviderCommandInput,
  DeleteOpenIDConnectProviderCommandInput,
  GetOpenIDConnectProviderCommandInput,
  RemoveClientIDFromOpenIDConnectProviderCommandInput,
  UpdateOpenIDConnectProviderThumbprintCommandInput,
} from '@aws-sdk/client-iam';
import { access, accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { wholeSeconds } from './entity.ts';
import { onTagged, requestKeys } from './iam-access.ts';
import { checked } from './input.ts';
import { alreadyExists, notFound, quota, validation } from './refusals.ts';
import type { IamState, OidcProviderRecord, Tag } from './state.ts';

type Call = CallContext<IamState>;

const CLIENTS_PER_PROVIDER = 100;
const THUMBPRINTS_PER_PROVIDER = 5;

export const oidcProviderNotFound = (arn: string) => notFound(`OpenIDConnect Provider not found for arn ${arn}`);

const onProvider = (action: string) =>
  onTagged(action, 'OpenIDConnectProviderArn', ({ oidcProviders }, arn) => oidcProviders.get(arn));

const arnOf = (url: string, account: string) =>
  `arn:aws:iam::${account}:oidc-provider/${url.replace(/^https:\/\//i, '').replace(/\/$/, '')}`;

const changeProvider = (
  arn: string,
  { state }: Call,
  after: (before: OidcProviderRecord) => OidcProviderRecord | undefined,
): Promise<void> =>
  state.oidcProviders.update(arn, (before) => {
    if (before === undefined) throw oidcProviderNotFound(arn);
    return { value: after(before), result: undefined };
  });

function checkThumbprints(thumbprints: readonly string[]): void {
  if (thumbprints.length > THUMBPRINTS_PER_PROVIDER) {
    throw validation('Thumbprint list must contain fewer than 5 entries.');
  }
}

/**
 * Kept and described; STS looks for it when a web identity comes.
 *
 * Unlike AWS: without thumbprints none are fetched from the provider.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
 */
export async function createOpenIdConnectProvider(input: CreateOpenIDConnectProviderCommandInput, call: Call) {
  const { Url, ClientIDList = [], ThumbprintList = [], Tags = [] } = checked(input, 'Url');
  if (!/^https:\/\/[^/?#\s]+[^?#\s]*$/i.test(Url)) throw validation('Invalid Open ID Connect Provider URL');
  checkThumbprints(ThumbprintList);
  if (ClientIDList.length > CLIENTS_PER_PROVIDER) {
    throw quota('ClientIdsPerOpenIdConnectProvider', CLIENTS_PER_PROVIDER);
  }
  const arn = arnOf(Url, call.account);
  const provider: OidcProviderRecord = {
    arn,
    url: arn.slice(arn.indexOf('/') + 1),
    clientIds: [...new Set(ClientIDList)],
    thumbprints: ThumbprintList,
    createdAt: call.clock.now(),
    tags: Tags as readonly Tag[],
  };
  await call.state.oidcProviders.update(arn, (before) => {
    if (before !== undefined) throw alreadyExists(`Provider with url ${Url} already exists.`);
    return { value: provider, result: undefined };
  });
  return { OpenIDConnectProviderArn: arn, ...(Tags.length > 0 && { Tags }) };
}
createOpenIdConnectProvider.access = access<IamState, CreateOpenIDConnectProviderCommandInput>(
  'iam:CreateOpenIDConnectProvider',
  (input, { account }) => ({
    resource: arnOf(typeof input.Url === 'string' ? input.Url : '', account),
    context: () => requestKeys({ ...input }),
  }),
);

export async function getOpenIdConnectProvider(input: GetOpenIDConnectProviderCommandInput, { state }: Call) {
  const { OpenIDConnectProviderArn: arn } = checked(input, 'OpenIDConnectProviderArn');
  const provider = await state.oidcProviders.get(arn);
  if (provider === undefined) throw oidcProviderNotFound(arn);
  return {
    Url: provider.url,
    ClientIDList: [...provider.clientIds],
    ThumbprintList: [...provider.thumbprints],
    CreateDate: wholeSeconds(provider.createdAt),
    ...(provider.tags.length > 0 && { Tags: [...provider.tags] }),
  };
}
getOpenIdConnectProvider.access = onProvider('iam:GetOpenIDConnectProvider');

export async function listOpenIdConnectProviders(_input: object, { state }: Call) {
  return { OpenIDConnectProviderList: (await state.oidcProviders.list()).map(({ arn }) => ({ Arn: arn })) };
}
listOpenIdConnectProviders.access = accessToAll('iam:ListOpenIDConnectProviders');

export async function deleteOpenIdConnectProvider(
  input: DeleteOpenIDConnectProviderCommandInput,
  { state }: Call,
): Promise<void> {
  // Deleting what is not there succeeds.
  await state.oidcProviders.delete(checked(input, 'OpenIDConnectProviderArn').OpenIDConnectProviderArn);
}
deleteOpenIdConnectProvider.access = onProvider('iam:DeleteOpenIDConnectProvider');

export async function addClientIdToOpenIdConnectProvider(
  input: AddClientIDToOpenIDConnectProviderCommandInput,
  call: Call,
): Promise<void> {
  const { OpenIDConnectProviderArn, ClientID } = checked(input, 'OpenIDConnectProviderArn', 'ClientID');
  await changeProvider(OpenIDConnectProviderArn, call, (provider) => {
    if (provider.clientIds.includes(ClientID)) return provider;
    if (provider.clientIds.length >= CLIENTS_PER_PROVIDER) {
      throw quota('ClientIdsPerOpenIdConnectProvider', CLIENTS_PER_PROVIDER);
    }
    return { ...provider, clientIds: [...provider.clientIds, ClientID] };
  });
}
addClientIdToOpenIdConnectProvider.access = onProvider('iam:AddClientIDToOpenIDConnectProvider');

export async function removeClientIdFromOpenIdConnectProvider(
  input: RemoveClientIDFromOpenIDConnectProviderCommandInput,
  call: Call,
): Promise<void> {
  const { OpenIDConnectProviderArn, ClientID } = checked(input, 'OpenIDConnectProviderArn', 'ClientID');
  await changeProvider(OpenIDConnectProviderArn, call, (provider) => ({
    ...provider,
    clientIds: provider.clientIds.filter((id) => id !== ClientID),
  }));
}
removeClientIdFromOpenIdConnectProvider.access = onProvider('iam:RemoveClientIDFromOpenIDConnectProvider');

export async function updateOpenIdConnectProviderThumbprint(
  input: UpdateOpenIDConnectProviderThumbprintCommandInput,
  call: Call,
): Promise<void> {
  const { OpenIDConnectProviderArn, ThumbprintList } = checked(input, 'OpenIDConnectProviderArn', 'ThumbprintList');
  checkThumbprints(ThumbprintList);
  await changeProvider(OpenIDConnectProviderArn, call, (provider) => ({ ...provider, thumbprints: ThumbprintList }));
}
updateOpenIdConnectProviderThumbprint.access = onProvider('iam:UpdateOpenIDConnectProviderThumbprint');
