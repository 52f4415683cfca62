import type {
  ClientCertificate,
  ClientCertificates,
  DeleteClientCertificateCommandInput,
  GenerateClientCertificateCommandInput,
  GetClientCertificateCommandInput,
  GetClientCertificatesCommandInput,
  UpdateClientCertificateCommandInput,
} from '@aws-sdk/client-api-gateway';
import { selfSignedCertificate } from '../../std/self-signed-certificate.ts';
import { badRequest, missingCertificate } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import { checkPatchOps, unsupportedPatch } from './patch.ts';
import type { Call } from './state.ts';

/** What API Gateway shows to the backends of a stage that names it. */
export interface ClientCertificateRecord {
  readonly id: string;
  readonly description?: string;
  /** PEM. */
  readonly certificate: string;
  /** PEM; never told. */
  readonly privateKey: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly tags?: Readonly<Record<string, string>>;
}

const LIFETIME_MS = 365 * 86_400_000;

/** Who the certificates of API Gateway are for, as AWS writes it. */
const SUBJECT = [
  ['C', 'US'],
  ['ST', 'Washington'],
  ['L', 'Seattle'],
  ['O', 'Amazon.com'],
  ['OU', 'ApiGateway'],
  ['CN', 'ApiGateway'],
] as const;

export async function generateClientCertificate(
  input: GenerateClientCertificateCommandInput,
  call: Call,
): Promise<ClientCertificate> {
  const { description, tags } = input;
  const createdAt = call.clock.now();
  const expiresAt = createdAt + LIFETIME_MS;
  const pair = await selfSignedCertificate({ subject: SUBJECT, notBefore: createdAt, notAfter: expiresAt });
  const record: ClientCertificateRecord = {
    id: call.ids.lowerAlphanumeric(6),
    ...(description === undefined ? {} : { description }),
    ...pair,
    createdAt,
    expiresAt,
    ...(tags === undefined ? {} : { tags }),
  };
  await call.state.clientCertificates.put(record.id, record);
  return certificateAnswer(record, false);
}

generateClientCertificate.access = managementAccess('POST /clientcertificates');

export async function getClientCertificate(
  input: GetClientCertificateCommandInput,
  call: Call,
): Promise<ClientCertificate> {
  const record = await call.state.clientCertificates.get(input.clientCertificateId ?? '');
  if (record === undefined) throw missingCertificate();
  return certificateAnswer(record, true);
}

getClientCertificate.access = managementAccess('GET /clientcertificates/{clientCertificateId}');

export async function getClientCertificates(
  input: GetClientCertificatesCommandInput,
  call: Call,
): Promise<ClientCertificates> {
  const records = await call.state.clientCertificates.list();
  return page(
    records.map((one) => certificateAnswer(one, false)),
    input,
  );
}

getClientCertificates.access = managementAccess('GET /clientcertificates');

export async function updateClientCertificate(
  input: UpdateClientCertificateCommandInput,
  call: Call,
): Promise<ClientCertificate> {
  checkPatchOps('updateClientCertificate', input.patchOperations);
  return call.state.clientCertificates.update(input.clientCertificateId ?? '', (before) => {
    if (before === undefined) throw missingCertificate();
    let record = before;
    for (const operation of input.patchOperations ?? []) {
      if (operation.op !== 'replace' || operation.path !== '/description') {
        throw unsupportedPatch(operation, ['/description']);
      }
      record = { ...record, description: operation.value ?? '' };
    }
    return { value: record, result: certificateAnswer(record, true) };
  });
}

updateClientCertificate.access = managementAccess('PATCH /clientcertificates/{clientCertificateId}');

export async function deleteClientCertificate(
  input: DeleteClientCertificateCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  const { clientCertificates, stages } = call.state;
  const id = input.clientCertificateId ?? '';
  if ((await clientCertificates.get(id)) === undefined) throw missingCertificate();
  const stage = (await stages.list()).find((one) => one.clientCertificateId === id);
  if (stage !== undefined) {
    throw badRequest(`Cannot delete client certificate ${id}: it is used by stage ${stage.apiId}:${stage.stageName}`);
  }
  await clientCertificates.delete(id);
  return {};
}

deleteClientCertificate.access = managementAccess('DELETE /clientcertificates/{clientCertificateId}');

function certificateAnswer(record: ClientCertificateRecord, withTags: boolean): ClientCertificate {
  const { id, description, certificate, createdAt, expiresAt, tags } = record;
  return {
    clientCertificateId: id,
    ...(description === undefined ? {} : { description }),
    pemEncodedCertificate: certificate,
    createdDate: new Date(createdAt),
    expirationDate: new Date(expiresAt),
    ...(withTags || tags !== undefined ? { tags: { ...tags } } : {}),
  };
}
