import { LEGACY_PARSING, refuse } from './policy-refusal.ts';

const PARTITION = /^aws(-[a-z]+)*$/;
const IAM_PATHS = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];

/** The parts of an ARN; the last one may have colons, and `${aws:username}` is no end of a part. */
function partsOf(resource: string): string[] {
  const hidden = resource.replace(/\$\{[^}]*\}/g, (variable) => variable.replaceAll(':', '\u0000'));
  const parts = hidden.split(':').map((part) => part.replaceAll('\u0000', ':'));
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** What IAM's first parser already refuses, before any other check. */
export function checkLegacyResource(resource: string): void {
  const [, partition, service, , account] = partsOf(resource);
  if (partition === undefined || !PARTITION.test(partition) || service === undefined) return;
  const parts = partsOf(resource).length;
  const accountIsOdd = parts === 5 && !/^[\d*?]*$/.test(account ?? '');
  if ((parts > 3 && service === '') || accountIsOdd) refuse(LEGACY_PARSING);
}

/** A `Resource` in the form that IAM takes: whatever stands before the first colon, it reads an ARN. */
export function checkResourceArn(resource: string): void {
  if (resource === '*') return;
  const parts = partsOf(resource);
  if (parts.length < 2) refuse(`Resource ${resource} must be in ARN format or "*".`);
  const [, partition = '', service = '', region = '', account = '', path = ''] = parts;
  if (!PARTITION.test(partition) && partition !== '*') {
    const completed = ['arn', ...parts.slice(1), ...new Array<string>(6).fill('*')].slice(0, Math.max(6, parts.length));
    refuse(`Partition "${partition}" is not valid for resource "${completed.join(':')}".`);
  }
  if (service === '' || /[*?]/.test(service)) {
    refuse('Resource vendor must be fully qualified and cannot contain regexes.');
  }
  if (service === 'iam' && parts.length === 6) checkIamResource(resource, region, path);
  // Access points and jobs of S3 live in a region and an account.
  if (service === 's3' && region !== '' && region !== '*' && account === '') {
    refuse(`Resource ${resource} can not contain region information.`);
  }
}

function checkIamResource(resource: string, region: string, path: string): void {
  if (region !== '' && region !== '*') refuse(`IAM resource ${resource} cannot contain region information.`);
  const fixed = path.split(/[*?]|\$\{/, 1)[0] ?? '';
  const known = IAM_PATHS.some(
    (prefix) => fixed.startsWith(prefix) || (fixed.length < path.length && prefix.startsWith(fixed)),
  );
  if (!known) refuse(`IAM resource path must either be "*" or start with ${IAM_PATHS.join(', ')}.`);
}
