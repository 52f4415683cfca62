import { createHash, createHmac } from 'node:crypto';

export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The headers that sign a GET of `path` (Signature Version 4), as of `nowMs`. */
export function signedGet(
  key: SigningKey,
  request: {
    readonly host: string;
    readonly path: string;
    readonly query?: string;
    readonly service?: string;
    readonly nowMs: number;
  },
): Record<string, string> {
  const { host, path, query = '', service = 'execute-api', nowMs } = request;
  const stamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = stamp.slice(0, 8);
  const scope = `${day}/us-east-1/${service}/aws4_request`;
  const canonical = `GET\n${path}\n${query}\nhost:${host}\nx-amz-date:${stamp}\n\nhost;x-amz-date\n${hash('')}`;
  const secret = [day, 'us-east-1', service, 'aws4_request'].reduce(
    (from: string | Buffer, part) => createHmac('sha256', from).update(part).digest(),
    `AWS4${key.secretAccessKey}`,
  );
  const text = `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${hash(canonical)}`;
  const signature = createHmac('sha256', secret).update(text).digest('hex');
  return {
    'X-Amz-Date': stamp,
    ...(key.sessionToken === undefined ? {} : { 'X-Amz-Security-Token': key.sessionToken }),
    Authorization: `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  };
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
