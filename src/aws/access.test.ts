import assert from 'node:assert/strict';
import { test } from 'node:test';
import { access, passRole, taggingToo } from './access.ts';
import type { CallContext } from './service.ts';

test('what makes something with tags asks for the action that tags it, of the same resource', async () => {
  const { actions, checks } = taggingToo(
    {
      actions: ['lambda:CreateFunction', 'iam:PassRole'],
      checks: () => [
        { action: 'lambda:CreateFunction', resource: 'arn:f' },
        ...passRole('arn:aws:iam::000000000000:role/r', 'lambda.amazonaws.com'),
      ],
    },
    'lambda:TagResource',
    ({ Tags }: { readonly Tags?: unknown }) => Tags,
  );
  const asked = async (Tags?: unknown) =>
    (await checks({ Tags }, {} as CallContext<unknown>)).map(({ action, resource }) => `${action} ${resource}`);
  const untagged = ['lambda:CreateFunction arn:f', 'iam:PassRole arn:aws:iam::000000000000:role/r'];
  assert.deepEqual(actions, ['lambda:CreateFunction', 'iam:PassRole', 'lambda:TagResource']);
  for (const Tags of [undefined, {}, [], null, 'a']) assert.deepEqual(await asked(Tags), untagged);
  for (const Tags of [{ a: 'b' }, [{ Key: 'a', Value: 'b' }]]) {
    assert.deepEqual(await asked(Tags), [untagged[0], 'lambda:TagResource arn:f', untagged[1]]);
  }
});

test('an operation that names nothing is still one of its action', async () => {
  const { checks } = access('x:Do', () => []);
  assert.deepEqual(await checks({}, {} as CallContext<unknown>), [{ action: 'x:Do', resource: '*' }]);
});
