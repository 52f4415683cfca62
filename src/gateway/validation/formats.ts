import { isIPv4, isIPv6 } from 'node:net';

/** What a text of a format is, by the format's name: all the formats of draft 4, which AWS's validator checks. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': isDateTime,
  email: (text) => text.length <= 320 && /^[^\s@]+@[^\s@]+$/.test(text),
  hostname: isHostname,
  ipv4: isIPv4,
  ipv6: (text) => isIPv6(text) && !text.includes('%'),
  regex: isPattern,
  uri: (text) => /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2}|[^\0-\x7f\s])*$/.test(text),
};

/** A format's fault in the words of AWS's validator. */
export const formatFaults: Readonly<Record<string, (text: string) => string>> = {
  'date-time': (text) =>
    `string ${text} is invalid against requested date format(s) [yyyy-MM-dd'T'HH:mm:ssZ, yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,12}Z]`,
  email: (text) => `string ${text} is not a valid email address`,
  hostname: (text) => `string ${text} is not a valid hostname`,
  ipv4: (text) => `string ${text} is not a valid IPv4 address`,
  ipv6: (text) => `string ${text} is not a valid IPv6 address`,
  regex: (text) => `string ${text} is not a valid ECMA 262 regular expression`,
  uri: (text) => `string ${text} is not a valid URI`,
};

function isDateTime(text: string): boolean {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,12})?(?:Z|[+-]\d\d:?\d\d)$/.exec(text) ?? [];
  if (year === '') return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() + 1 !== Number(month) || date.getUTCDate() !== Number(day)) return false;
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

function isHostname(text: string): boolean {
  return (
    text.length <= 255 &&
    text.split('.').every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label))
  );
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
