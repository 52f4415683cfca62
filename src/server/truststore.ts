import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the bundle of a trust store's URI lies on this machine. */
export function truststoreFile(uri: string, dataDir: string): string {
  if (uri.startsWith('file:')) return fileURLToPath(uri);
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  const parts = [bucket, ...key.split('/')];
  if (parts.some((part) => part === '' || part === '.' || part === '..')) throw new Error(`${uri} is no trust store`);
  // Unlike AWS: there is no S3, so `s3://bucket/key` is read from `truststores/bucket/key` of the data folder.
  return join(dataDir, 'truststores', ...parts);
}

/** The certificates of a trust store in PEM. Throws where there are none, with the place that was read. */
export function readTruststore(uri: string, dataDir: string): readonly string[] {
  const file = truststoreFile(uri, dataDir);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`the trust store ${uri} is read from ${file}, which cannot be read: ${(error as Error).message}`);
  }
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw new Error(`the trust store ${uri} (${file}) holds no certificate in PEM`);
  return certificates;
}
