import type {
  ListServiceSpecificCredentialsCommandInput,
  ListSigningCertificatesCommandInput,
  ListSSHPublicKeysCommandInput,
} from '@aws-sdk/client-iam';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { existing, USER } from './entity.ts';
import { onEntity, userNameOf } from './iam-access.ts';
import { checked } from './input.ts';
import type { IamState } from './state.ts';

type Call = CallContext<IamState>;

async function checkUser(input: { readonly UserName?: string | undefined }, call: Call): Promise<void> {
  const name = userNameOf(checked(input).UserName, call);
  if (name !== undefined) await existing(USER, name, call);
}

/** Clients ask before they delete a user. None can be uploaded, so there are none. */
export async function listSshPublicKeys(input: ListSSHPublicKeysCommandInput, call: Call) {
  await checkUser(input, call);
  return { SSHPublicKeys: [], IsTruncated: false };
}
listSshPublicKeys.access = onEntity('iam:ListSSHPublicKeys', USER);

export async function listServiceSpecificCredentials(input: ListServiceSpecificCredentialsCommandInput, call: Call) {
  await checkUser(input, call);
  return { ServiceSpecificCredentials: [] };
}
listServiceSpecificCredentials.access = onEntity('iam:ListServiceSpecificCredentials', USER);

export async function listSigningCertificates(input: ListSigningCertificatesCommandInput, call: Call) {
  await checkUser(input, call);
  return { Certificates: [], IsTruncated: false };
}
listSigningCertificates.access = onEntity('iam:ListSigningCertificates', USER);

export function listServerCertificates() {
  return { ServerCertificateMetadataList: [], IsTruncated: false };
}
listServerCertificates.access = accessToAll('iam:ListServerCertificates');
