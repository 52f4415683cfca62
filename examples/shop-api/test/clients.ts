import { createHash, createHmac, randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Samlet } from 'samlet';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: bodies differ by route
  readonly body: any;
}

/** How an SDK reaches what the template made. */
export const local = ({ endpoint }: Samlet) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** The header that sends an API key of the template. */
export const withKey = ({ apiKeys }: Samlet, name: string) => ({
  'X-Api-Key': apiKeys.find((key) => key.name === name)?.value ?? '',
});

/** Signs a customer in, as a sign-in would, and answers the `Authorization` header. */
export async function signIn(
  samlet: Samlet,
  customerId: string,
  { mayOrder = true, expiresInSeconds = 3600 } = {},
): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  const tokenHash = createHash('sha256').update(token).digest('hex');
  const Item = { tokenHash, customerId, mayOrder, expiresAt: Math.floor(Date.now() / 1000) + expiresInSeconds };
  const TableName = samlet.outputs['SessionsTable'];
  await DynamoDBDocumentClient.from(new DynamoDBClient(local(samlet))).send(new PutCommand({ TableName, Item }));
  return `Bearer ${token}`;
}

export async function call(
  samlet: Samlet,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${samlet.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The headers of a call signed with Signature Version 4, as `aws-sdk` and `curl --aws-sigv4` make them. */
export function signed(samlet: Samlet, method: string, path: string, key: Credentials, body: string) {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${stamp.slice(0, 8)}/us-east-1/execute-api/aws4_request`;
  const { host } = new URL(samlet.url ?? '');
  const names = 'host;x-amz-date';
  const canonical = `${method}\n${path}\n\nhost:${host}\nx-amz-date:${stamp}\n\n${names}\n${sha256(body)}`;
  const signingKey = scope
    .split('/')
    .reduce(
      (from: string | Buffer, part) => createHmac('sha256', from).update(part).digest(),
      `AWS4${key.secretAccessKey}`,
    );
  const signature = createHmac('sha256', signingKey)
    .update(`AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${sha256(canonical)}`)
    .digest('hex');
  return {
    'X-Amz-Date': stamp,
    Authorization: `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
