import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEndpoint } from '../../../test/support/aws-endpoint.ts';
import { iam } from './index.ts';

const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';

function iamCalls() {
  const { services } = testEndpoint([iam]);
  return (operation: string, input: object = {}) => services.callService('iam', operation, input);
}
const refusal = (code: string, message: string, status = 400) => ({ code, message, status });

test('a user is made, found, moved and deleted', async () => {
  const call = iamCalls();
  const { User } = await call('CreateUser', { UserName: 'Ann', Path: '/eng/', Tags: [{ Key: 'team', Value: 'a' }] });
  assert.match(User.UserId, /^AIDA[A-Z0-9]{17}$/);
  assert.equal(User.Arn, 'arn:aws:iam::000000000000:user/eng/Ann');
  await call('CreateUser', { UserName: 'bob' });
  const names = async (input: object) =>
    (await call('ListUsers', input)).Users.map((one: { UserName: string }) => one.UserName);
  assert.deepEqual(await names({}), ['Ann', 'bob']);
  assert.deepEqual(await names({ PathPrefix: '/eng' }), ['Ann']);

  await call('UpdateUser', { UserName: 'Ann', NewUserName: 'anna', NewPath: '/' });
  const moved = (await call('GetUser', { UserName: 'anna' })).User;
  assert.deepEqual([moved.Arn, moved.UserId], ['arn:aws:iam::000000000000:user/anna', User.UserId]);
  assert.deepEqual(moved.Tags, [{ Key: 'team', Value: 'a' }]);
  await assert.rejects(
    call('GetUser', { UserName: 'Ann' }),
    refusal('NoSuchEntityException', 'The user with name Ann cannot be found.', 404),
  );
  await call('DeleteUser', { UserName: 'anna' });
  assert.deepEqual(await names({}), ['bob']);
});

test('names, paths and tags that IAM does not take are refused in its words', async () => {
  const call = iamCalls();
  await call('CreateUser', { UserName: 'ann' });
  await assert.rejects(
    call('CreateUser', { UserName: 'ANN' }),
    refusal('EntityAlreadyExistsException', 'User with name ANN already exists.', 409),
  );
  await assert.rejects(
    call('CreateUser', { UserName: 'a b' }),
    refusal(
      'ValidationError',
      'The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    ),
  );
  await assert.rejects(
    call('CreateUser', { UserName: 'x'.repeat(65) }),
    refusal(
      'ValidationError',
      `1 validation error detected: Value '${'x'.repeat(65)}' at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ),
  );
  await assert.rejects(
    call('CreateUser', {}),
    refusal(
      'ValidationError',
      "1 validation error detected: Value null at 'userName' failed to satisfy constraint: Member must not be null",
    ),
  );
  await assert.rejects(
    call('CreateUser', { UserName: 'x', Path: 'eng' }),
    refusal(
      'ValidationError',
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    ),
  );
  const twice = [
    { Key: 'a', Value: '1' },
    { Key: 'A', Value: '2' },
  ];
  await assert.rejects(
    call('TagUser', { UserName: 'ann', Tags: twice }),
    refusal('InvalidInputException', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'),
  );
  await assert.rejects(call('TagUser', { UserName: 'ann', Tags: [{ Key: 'a!', Value: '' }] }), {
    message: /at 'tags\.1\.member\.key' failed to satisfy constraint: Member must satisfy regular expression pattern/,
  });
});

test('a user that has anything left cannot be deleted', async () => {
  const call = iamCalls();
  await call('CreateUser', { UserName: 'ann' });
  await call('CreateGroup', { GroupName: 'devs' });
  const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  const steps = [
    ['AttachUserPolicy', { UserName: 'ann', PolicyArn: arn }, 'DetachUserPolicy', 'must detach all policies first.'],
    [
      'PutUserPolicy',
      { UserName: 'ann', PolicyName: 'p', PolicyDocument: document },
      'DeleteUserPolicy',
      'must delete policies first.',
    ],
    [
      'AddUserToGroup',
      { UserName: 'ann', GroupName: 'devs' },
      'RemoveUserFromGroup',
      'must remove users from group first.',
    ],
    [
      'CreateLoginProfile',
      { UserName: 'ann', Password: 'Correct-horse1' },
      'DeleteLoginProfile',
      'must delete login profile first.',
    ],
  ] as const;
  for (const [give, input, take, words] of steps) {
    await call(give, input);
    const message = `Cannot delete entity, ${words}`;
    await assert.rejects(call('DeleteUser', { UserName: 'ann' }), refusal('DeleteConflictException', message, 409));
    await call(take, input);
  }
  const { AccessKey } = await call('CreateAccessKey', { UserName: 'ann' });
  await assert.rejects(call('DeleteUser', { UserName: 'ann' }), { message: /must delete access keys first/ });
  await call('DeleteAccessKey', { UserName: 'ann', AccessKeyId: AccessKey.AccessKeyId });
  await call('DeleteUser', { UserName: 'ann' });
});

test('a group keeps its users under a new name, and is not deleted while it has any', async () => {
  const call = iamCalls();
  await call('CreateUser', { UserName: 'ann' });
  await call('CreateGroup', { GroupName: 'devs', Path: '/a/' });
  await call('AddUserToGroup', { UserName: 'ann', GroupName: 'devs' });
  await call('UpdateGroup', { GroupName: 'devs', NewGroupName: 'makers' });
  const { Group, Users } = await call('GetGroup', { GroupName: 'makers' });
  assert.equal(Group.Arn, 'arn:aws:iam::000000000000:group/a/makers');
  assert.deepEqual(
    Users.map((one: { UserName: string }) => one.UserName),
    ['ann'],
  );
  const { Groups } = await call('ListGroupsForUser', { UserName: 'ann' });
  assert.deepEqual(
    Groups.map((one: { GroupName: string }) => one.GroupName),
    ['makers'],
  );
  await assert.rejects(
    call('DeleteGroup', { GroupName: 'makers' }),
    refusal('DeleteConflictException', 'Cannot delete entity, must remove users from group first.', 409),
  );
  await assert.rejects(
    call('AddUserToGroup', { UserName: 'ann', GroupName: 'devs' }),
    refusal('NoSuchEntityException', 'The group with name devs cannot be found.', 404),
  );
});

test('a user is in ten groups at most', async () => {
  const call = iamCalls();
  await call('CreateUser', { UserName: 'ann' });
  for (let index = 0; index < 11; index++) await call('CreateGroup', { GroupName: `g${index}` });
  for (let index = 0; index < 10; index++) await call('AddUserToGroup', { UserName: 'ann', GroupName: `g${index}` });
  await assert.rejects(
    call('AddUserToGroup', { UserName: 'ann', GroupName: 'g10' }),
    refusal('LimitExceededException', 'Cannot exceed quota for GroupsPerUser: 10', 409),
  );
});

test('lists come in pages', async () => {
  const call = iamCalls();
  for (const name of ['a', 'b', 'c']) await call('CreateUser', { UserName: name });
  const first = await call('ListUsers', { MaxItems: 2 });
  assert.deepEqual([first.Users.length, first.IsTruncated], [2, true]);
  const second = await call('ListUsers', { MaxItems: 2, Marker: first.Marker });
  assert.deepEqual([second.Users[0].UserName, second.IsTruncated, second.Marker], ['c', false, undefined]);
  await call('DeleteUser', { UserName: 'b' });
  const afterDeletion = await call('ListUsers', { MaxItems: 2, Marker: first.Marker });
  assert.deepEqual(afterDeletion.Users, second.Users);
  await assert.rejects(call('ListUsers', { Marker: 'nonsense' }), refusal('ValidationError', 'Invalid Marker.'));
});
