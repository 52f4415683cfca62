import type {
  CreateVirtualMFADeviceCommandInput,
  DeactivateMFADeviceCommandInput,
  DeleteVirtualMFADeviceCommandInput,
  EnableMFADeviceCommandInput,
  GetMFADeviceCommandInput,
  ListMFADevicesCommandInput,
  ListVirtualMFADevicesCommandInput,
  ResyncMFADeviceCommandInput,
} from '@aws-sdk/client-iam';
import { access } from '../../aws/access.ts';
import { oneTimeCode } from '../../aws/one-time-code.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { existing, iamArn, USER, wholeSeconds } from './entity.ts';
import { NO_USER_NAME, onEntity, onNew, userNameOf } from './iam-access.ts';
import { checked } from './input.ts';
import { page } from './paging.ts';
import { alreadyExists, inUse, notFound, validation } from './refusals.ts';
import type { IamState, MfaDeviceRecord, Tag } from './state.ts';
import { describedUser } from './users.ts';

type Call = CallContext<IamState>;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;
/** How many steps a device's clock may be off. */
const DRIFT = 20;

export const deviceNotFound = (serial: string) =>
  notFound(`VirtualMFADevice with serial number ${serial} doesn't exist.`);

function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** Two codes in a row prove the device. */
function checkCodes(device: MfaDeviceRecord, first: string, second: string, nowMs: number): void {
  const seed = Buffer.from(device.seed, 'base64');
  for (let step = -DRIFT; step <= DRIFT; step++) {
    const at = nowMs + step * STEP_MS;
    if (oneTimeCode(seed, at) === first && oneTimeCode(seed, at + STEP_MS) === second) return;
  }
  throw new ServiceError('InvalidAuthenticationCodeException', 'Authentication code for device is not valid.', 403);
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html */
export async function createVirtualMfaDevice(input: CreateVirtualMFADeviceCommandInput, call: Call) {
  const { VirtualMFADeviceName: name, Path: path = '/', Tags = [] } = checked(input, 'VirtualMFADeviceName');
  const serialNumber = iamArn(call.account, 'mfa', path, name);
  const seed = Buffer.from(call.ids.hex(80), 'hex');
  const device: MfaDeviceRecord = {
    serialNumber,
    seed: seed.toString('base64'),
    createdAt: call.clock.now(),
    tags: Tags as readonly Tag[],
  };
  await call.state.mfaDevices.update(serialNumber, (before) => {
    if (before !== undefined) throw alreadyExists('MFADevice entity at the same path and name already exists.');
    return { value: device, result: undefined };
  });
  return { VirtualMFADevice: { SerialNumber: serialNumber, Base32StringSeed: Buffer.from(base32(seed)) } };
}
createVirtualMfaDevice.access = onNew('iam:CreateVirtualMFADevice', 'mfa', 'VirtualMFADeviceName');

const onDevice = (action: string) =>
  access<IamState, { readonly SerialNumber?: unknown }>(action, ({ SerialNumber }) => String(SerialNumber ?? '*'));

export async function deleteVirtualMfaDevice(
  input: DeleteVirtualMFADeviceCommandInput,
  { state }: Call,
): Promise<void> {
  const { SerialNumber } = checked(input, 'SerialNumber');
  await state.mfaDevices.update(SerialNumber, (device) => {
    if (device === undefined) throw deviceNotFound(SerialNumber);
    if (device.user !== undefined) throw inUse('MFA VirtualDevice in use. Must deactivate first.');
    return { value: undefined, result: undefined };
  });
}
deleteVirtualMfaDevice.access = onDevice('iam:DeleteVirtualMFADevice');

export async function enableMfaDevice(input: EnableMFADeviceCommandInput, call: Call): Promise<void> {
  const given = checked(input, 'UserName', 'SerialNumber', 'AuthenticationCode1', 'AuthenticationCode2');
  const { UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 } = given;
  const user = await existing(USER, UserName, call);
  const enabledAt = call.clock.now();
  await call.state.mfaDevices.update(SerialNumber, (device) => {
    if (device === undefined) throw deviceNotFound(SerialNumber);
    if (device.user !== undefined) throw alreadyExists('MFA Device is already in use.');
    checkCodes(device, AuthenticationCode1, AuthenticationCode2, enabledAt);
    return { value: { ...device, user: user.name.toLowerCase(), enabledAt }, result: undefined };
  });
}
enableMfaDevice.access = onEntity('iam:EnableMFADevice', USER);

export async function resyncMfaDevice(input: ResyncMFADeviceCommandInput, call: Call): Promise<void> {
  const given = checked(input, 'UserName', 'SerialNumber', 'AuthenticationCode1', 'AuthenticationCode2');
  await existing(USER, given.UserName, call);
  const device = await call.state.mfaDevices.get(given.SerialNumber);
  if (device === undefined) throw deviceNotFound(given.SerialNumber);
  checkCodes(device, given.AuthenticationCode1, given.AuthenticationCode2, call.clock.now());
}
resyncMfaDevice.access = onEntity('iam:ResyncMFADevice', USER);

export async function deactivateMfaDevice(input: DeactivateMFADeviceCommandInput, call: Call): Promise<void> {
  const { SerialNumber, UserName } = checked(input, 'SerialNumber');
  if (UserName !== undefined) await existing(USER, UserName, call);
  const owner = userNameOf(UserName, call)?.toLowerCase();
  await call.state.mfaDevices.update(SerialNumber, (device) => {
    if (device?.user === undefined || device.user !== owner) throw deviceNotFound(SerialNumber);
    const { user: _, enabledAt: _at, ...rest } = device;
    return { value: rest, result: undefined };
  });
}
deactivateMfaDevice.access = onEntity('iam:DeactivateMFADevice', USER);

export async function getMfaDevice(input: GetMFADeviceCommandInput, { state }: Call) {
  const { SerialNumber } = checked(input, 'SerialNumber');
  const device = await state.mfaDevices.get(SerialNumber);
  if (device?.user === undefined) throw deviceNotFound(SerialNumber);
  const owner = await state.users.get(device.user);
  return {
    UserName: owner?.name,
    SerialNumber,
    EnableDate: wholeSeconds(device.enabledAt ?? device.createdAt),
  };
}
getMfaDevice.access = onEntity('iam:GetMFADevice', USER);

export async function listMfaDevices(input: ListMFADevicesCommandInput, call: Call) {
  const UserName = userNameOf(checked(input).UserName, call);
  if (UserName === undefined && call.caller.kind !== 'root') {
    throw validation(NO_USER_NAME);
  }
  const owner = UserName === undefined ? undefined : await existing(USER, UserName, call);
  const devices = (await call.state.mfaDevices.list()).filter(
    ({ user, enabledAt }) => enabledAt !== undefined && user === owner?.name.toLowerCase(),
  );
  const { items, ...paging } = page(devices, input, ({ serialNumber }) => serialNumber);
  return {
    MFADevices: items.map(({ serialNumber, enabledAt }) => ({
      UserName: owner?.name,
      SerialNumber: serialNumber,
      EnableDate: wholeSeconds(enabledAt ?? 0),
    })),
    ...paging,
  };
}
listMfaDevices.access = onEntity('iam:ListMFADevices', USER);

export async function listVirtualMfaDevices(input: ListVirtualMFADevicesCommandInput, { state }: Call) {
  const { AssignmentStatus = 'Any' } = checked(input);
  const all = (await state.mfaDevices.list()).filter(
    ({ user }) => AssignmentStatus === 'Any' || (AssignmentStatus === 'Assigned') === (user !== undefined),
  );
  const { items, ...paging } = page(all, input, ({ serialNumber }) => serialNumber);
  const described = items.map(async ({ serialNumber, user, enabledAt }) => {
    const owner = user === undefined ? undefined : await state.users.get(user);
    return {
      SerialNumber: serialNumber,
      ...(owner !== undefined && { User: describedUser(owner) }),
      ...(enabledAt !== undefined && { EnableDate: wholeSeconds(enabledAt) }),
    };
  });
  return { VirtualMFADevices: await Promise.all(described), ...paging };
}
listVirtualMfaDevices.access = access('iam:ListVirtualMFADevices', (_input, { account }) =>
  iamArn(account, 'mfa', '/', ''),
);
