import { ServiceError } from '../../aws/service-error.ts';

export const notFound = (message: string) => new ServiceError('NoSuchEntityException', message, 404);
export const roleNotFound = (name: string) => notFound(`The role with name ${name} cannot be found.`);
export const alreadyExists = (message: string) => new ServiceError('EntityAlreadyExistsException', message, 409);
export const inUse = (message: string) => new ServiceError('DeleteConflictException', message, 409);
export const validation = (message: string) => new ServiceError('ValidationError', message);

/** AWS's words for a member that breaks a constraint of its shape. */
export const constraint = (member: string, value: unknown, rule: string) =>
  validation(
    `1 validation error detected: Value ${value === undefined ? 'null' : `'${value}'`} at '${member}' failed to satisfy constraint: ${rule}`,
  );

/** The value of a required member. */
export function required(value: string | undefined, member: string): string {
  if (value === undefined) throw constraint(member, value, 'Member must not be null');
  if (value === '') throw constraint(member, value, 'Member must have length greater than or equal to 1');
  return value;
}

/** A name of a role or a policy, as long as it may be. */
export function checkedName(value: string | undefined, member: string, maxLength: number): string {
  const name = required(value, member);
  if (name.length > maxLength) {
    throw constraint(member, name, `Member must have length less than or equal to ${maxLength}`);
  }
  if (!/^[\w+=,.@-]+$/.test(name)) {
    throw validation(
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
  return name;
}

export function checkedPath(path: string | undefined): string {
  if (path === undefined) return '/';
  if (!/^\/([\u0021-\u007e]*\/)?$/.test(path)) {
    throw validation(
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    );
  }
  return path;
}

/** A policy document, which must be a JSON object. */
export function checkedDocument(document: string | undefined, member = 'policyDocument'): string {
  const text = required(document, member);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return text;
  } catch {
    // Refused below.
  }
  throw new ServiceError('MalformedPolicyDocumentException', 'This policy contains invalid Json');
}

/** Documents leave IAM percent-encoded. */
export const encodedDocument = (document: string) =>
  encodeURIComponent(document).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
