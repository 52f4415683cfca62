import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { manualClock } from '../../../test/support/manual-clock.ts';
import { oneTimeCode } from '../../aws/one-time-code.ts';
import { iam } from './index.ts';
import type { IamState } from './state.ts';

test('a virtual device belongs to a user once two of its codes are right', async () => {
  const clock = manualClock();
  const { services } = testEndpoint([iam], clock);
  const call = (operation: string, input: object) => services.callService('iam', operation, input);
  await call('CreateUser', { UserName: 'ann' });
  const { VirtualMFADevice } = await call('CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' });
  const { SerialNumber } = VirtualMFADevice;
  assert.equal(SerialNumber, 'arn:aws:iam::000000000000:mfa/phone');
  assert.match(Buffer.from(VirtualMFADevice.Base32StringSeed).toString(), /^[A-Z2-7]{64}$/);
  const state = services.find('iam')?.state as IamState | undefined;
  const device = await state?.mfaDevices.get(SerialNumber);
  const seed = Buffer.from(device?.seed ?? '', 'base64');
  const enable = (AuthenticationCode1: string, AuthenticationCode2: string) =>
    call('EnableMFADevice', { UserName: 'ann', SerialNumber, AuthenticationCode1, AuthenticationCode2 });
  const code = oneTimeCode(seed, clock.now());
  await assert.rejects(enable(code, code === '000000' ? '000001' : '000000'), {
    code: 'InvalidAuthenticationCodeException',
    message: 'Authentication code for device is not valid.',
  });
  await enable(code, oneTimeCode(seed, clock.now() + 30_000));
  assert.deepEqual((await call('ListMFADevices', { UserName: 'ann' })).MFADevices[0].SerialNumber, SerialNumber);
  await assert.rejects(call('DeleteUser', { UserName: 'ann' }), {
    message: 'Cannot delete entity, must delete MFA device first.',
  });
  await call('DeactivateMFADevice', { UserName: 'ann', SerialNumber });
  await call('DeleteVirtualMFADevice', { SerialNumber });
  await call('DeleteUser', { UserName: 'ann' });
});
