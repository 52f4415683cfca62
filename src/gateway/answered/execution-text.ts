/** What API Gateway sends to CloudWatch Logs at most in one event. */
const MAX_EVENT_BYTES = 1024;
const TRUNCATED = ' [TRUNCATED]';
const SHOWN_CHARACTERS = 6;

const SECRET = new Set(['authorization', 'x-api-key', 'x-amz-security-token', 'proxy-authorization']);

/** A secret as execution logs show it: stars, and its last characters. */
export function redacted(secret: string): string {
  const hidden = secret.length <= SHOWN_CHARACTERS ? secret.length : secret.length - SHOWN_CHARACTERS;
  return '*'.repeat(hidden) + secret.slice(hidden);
}

type Values = string | number | readonly string[] | undefined;

/** `{a=b, c=d}`, as Java prints a map; secrets are hidden. */
export function mapText(members: Readonly<Record<string, Values>> | null | undefined): string {
  const pairs = Object.entries(members ?? {}).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const text = Array.isArray(value) ? value.join(',') : String(value);
    return [`${name}=${SECRET.has(name.toLowerCase()) ? redacted(text) : text}`];
  });
  return `{${pairs.join(', ')}}`;
}

/** The text of a body; of a large one as much as can be told. */
export function bodyText(body: Uint8Array | string): string {
  if (typeof body === 'string') return body.slice(0, MAX_EVENT_BYTES);
  return Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, MAX_EVENT_BYTES)).toString();
}

/** Cuts what is too long for an event. https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export function fitted(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_EVENT_BYTES) return text;
  const kept = bytes.subarray(0, MAX_EVENT_BYTES - TRUNCATED.length).toString();
  return `${kept.replace(/\uFFFD+$/, '')}${TRUNCATED}`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Tue Jan 14 20:39:15 UTC 2020` */
export function javaDate(ms: number): string {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const time = date.toISOString().slice(11, 19);
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${day} ${time} UTC ${date.getUTCFullYear()}`;
}
