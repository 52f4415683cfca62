import { checkInput, type InputShape, type InputShapes } from '../../aws/input-shape.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { constraint, invalidInput, validation } from './refusals.ts';
import type { Tag } from './state.ts';

const text = (minLength: number, maxLength: number): InputShape => ({ type: 'String', minLength, maxLength });
const oneOf = (...values: readonly string[]): InputShape => ({ type: 'String', values });
const list = (member: InputShape, maxLength?: number): InputShape => ({
  type: 'List',
  member,
  ...(maxLength !== undefined && { maxLength }),
});
const TEXT: InputShape = { type: 'String' };
const arn = text(20, 2048);
const document = text(1, 131_072);
const tag: InputShape = {
  type: 'Structure',
  name: 'Tag',
  members: {
    Key: { type: 'String', minLength: 1, maxLength: 128, required: true },
    Value: { type: 'String', maxLength: 256, required: true },
  },
};

/** The constraints of IAM's members, which have the same name and form in all operations. */
const MEMBERS: InputShapes = {
  UserName: text(1, 128),
  GroupName: text(1, 128),
  RoleName: text(1, 64),
  PolicyName: text(1, 128),
  InstanceProfileName: text(1, 128),
  NewUserName: text(1, 64),
  NewGroupName: text(1, 128),
  VirtualMFADeviceName: text(1, 226),
  Name: text(1, 128),
  Path: text(1, 512),
  NewPath: text(1, 512),
  PathPrefix: text(1, 512),
  PolicyArn: arn,
  PermissionsBoundary: arn,
  OpenIDConnectProviderArn: arn,
  SAMLProviderArn: arn,
  PolicySourceArn: arn,
  Arn: arn,
  PolicyDocument: document,
  AssumeRolePolicyDocument: document,
  SAMLMetadataDocument: text(1000, 10_000_000),
  Description: { type: 'String', maxLength: 1000 },
  MaxSessionDuration: { type: 'Integer', min: 3600, max: 43_200 },
  Tags: list(tag, 50),
  TagKeys: list(TEXT, 50),
  Marker: text(1, 320),
  MaxItems: { type: 'Integer', min: 1, max: 1000 },
  AccessKeyId: text(16, 128),
  Status: oneOf('Expired', 'Active', 'Inactive'),
  SerialNumber: text(9, 256),
  AuthenticationCode1: text(6, 6),
  AuthenticationCode2: text(6, 6),
  AccountAlias: text(3, 63),
  AWSServiceName: text(1, 128),
  CustomSuffix: text(1, 64),
  DeletionTaskId: text(1, 1000),
  VersionId: { type: 'String' },
  Url: text(1, 255),
  ClientID: text(1, 255),
  ClientIDList: list(TEXT),
  ThumbprintList: list(TEXT),
  Password: text(1, 128),
  OldPassword: text(1, 128),
  NewPassword: text(1, 128),
  Scope: oneOf('All', 'AWS', 'Local'),
  PolicyUsageFilter: oneOf('PermissionsPolicy', 'PermissionsBoundary'),
  EntityFilter: oneOf('User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'),
  Granularity: oneOf('SERVICE_LEVEL', 'ACTION_LEVEL'),
  JobId: text(36, 36),
  ServiceNamespace: text(1, 64),
  ServiceNamespaces: list(TEXT, 200),
  ActionNames: list(TEXT),
  ResourceArns: list(TEXT),
  PolicyInputList: list(TEXT),
  PermissionsBoundaryPolicyInputList: list(TEXT),
  ResourcePolicy: document,
  CallerArn: text(1, 2048),
  ResourceOwner: text(1, 2048),
  ResourceHandlingOption: text(1, 64),
};

/** How long the texts of a list are. IAM reports one that is not for the whole list. */
const ELEMENT_LENGTHS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  TagKeys: [1, 128],
  ClientIDList: [1, 255],
  ThumbprintList: [40, 40],
  ServiceNamespaces: [1, 64],
  ActionNames: [3, 128],
  ResourceArns: [1, 2048],
  PolicyInputList: [1, 131_072],
  PermissionsBoundaryPolicyInputList: [1, 131_072],
};

const NAMES = [
  'UserName',
  'GroupName',
  'RoleName',
  'PolicyName',
  'InstanceProfileName',
  'NewUserName',
  'NewGroupName',
  'VirtualMFADeviceName',
] as const;

const shapesOf = new Map<string, InputShapes>();

function shapes(required: readonly string[], members: readonly string[]): InputShapes {
  const key = `${required.join()};${members.join()}`;
  let found = shapesOf.get(key);
  if (found === undefined) {
    found = Object.fromEntries(
      Object.entries(MEMBERS)
        .filter(([name]) => required.includes(name) || members.includes(name))
        .map(([name, shape]) => [name, required.includes(name) ? { ...shape, required: true } : shape]),
    );
    shapesOf.set(key, found);
  }
  return found;
}

type Given<Input, Required extends keyof Input> = Input & { readonly [Name in Required]-?: NonNullable<Input[Name]> };

const wireName = (member: string) => member.charAt(0).toLowerCase() + member.slice(1);

/**
 * The input, once its members keep to IAM's constraints and the required ones are there.
 * @throws ServiceError ValidationError in IAM's words
 */
export function checked<Input extends object, Required extends keyof Input & string>(
  input: Input,
  ...required: readonly Required[]
): Given<Input, Required> {
  try {
    checkInput(input, shapes(required, Object.keys(input)));
  } catch (error) {
    if (error instanceof ServiceError) throw new ServiceError('ValidationError', error.message);
    throw error;
  }
  const members = input as Readonly<Record<string, unknown>>;
  for (const [name, [min, max]] of Object.entries(ELEMENT_LENGTHS)) {
    const values = members[name];
    if (!Array.isArray(values) || values.every((one: string) => one.length >= min && one.length <= max)) continue;
    const rules = `Member must have length less than or equal to ${max}, Member must have length greater than or equal to ${min}`;
    throw constraint(wireName(name), `[${values.join(', ')}]`, `Member must satisfy constraint: [${rules}]`);
  }
  for (const name of NAMES) {
    const value = members[name];
    if (typeof value === 'string' && !/^[\w+=,.@-]+$/.test(value)) {
      throw validation(
        `The specified value for ${wireName(name)} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
      );
    }
  }
  for (const name of ['Path', 'NewPath'] as const) {
    const path = members[name];
    if (typeof path === 'string' && !/^\/(?:[\u0021-\u007e]*\/)?$/.test(path)) {
      throw validation(
        `The specified value for ${wireName(name)} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.`,
      );
    }
  }
  const prefix = members['PathPrefix'];
  if (typeof prefix === 'string' && !/^\/[\u0021-\u007e]*$/.test(prefix)) {
    throw validation(
      'The specified value for pathPrefix is invalid. It must begin with / and contain only alphanumeric characters and/or / characters.',
    );
  }
  if (members['Tags'] !== undefined) checkTags(members['Tags'] as readonly Tag[]);
  return input as Given<Input, Required>;
}

/** Names of users that are made are shorter than those that are looked for. */
export function checkNewName(name: string, member: string, maxLength: number): void {
  if (name.length > maxLength) {
    throw constraint(member, name, `Member must have length less than or equal to ${maxLength}`);
  }
}

const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function checkTags(tags: readonly Tag[]): void {
  for (const [index, { Key, Value }] of tags.entries()) {
    for (const [member, value, pattern] of [
      ['key', Key, '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+'],
      ['value', Value, '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*'],
    ] as const) {
      if (!TAG_TEXT.test(value)) {
        const rule = `Member must satisfy regular expression pattern: ${pattern}`;
        throw constraint(`tags.${index + 1}.member.${member}`, value, rule);
      }
    }
    if (/^aws:/i.test(Key)) throw invalidInput('System tags cannot be added/updated by requester.');
  }
  if (new Set(tags.map(({ Key }) => Key.toLowerCase())).size < tags.length) {
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
}
