import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextReader, keyName } from './request-context.ts';

test('a layer is made when those before it lack a key, once, and earlier layers win', () => {
  let made = 0;
  const layers = [
    { 'aws:username': 'ann', 'aws:PrincipalTag/Team': 'red' },
    () => {
      made++;
      return { 'aws:username': 'bob', 'aws:SourceIp': '10.0.0.1' };
    },
  ];
  const reader = new ContextReader(layers);
  assert.deepEqual(reader.values(keyName('aws:username')), ['ann']);
  assert.equal(reader.variable(keyName('AWS:PRINCIPALTAG/team')), 'red');
  assert.equal(made, 0);
  assert.equal(reader.variable(keyName('aws:sourceip')), '10.0.0.1');
  assert.equal(reader.values(keyName('aws:userid')), undefined);
  assert.equal(made, 1);
  assert.equal(new ContextReader(layers).variable(keyName('aws:username')), 'ann');
});

test('names are found whatever their case, in a context that is asked again as at first', () => {
  const context = { 'Aws:SourceArn': 'arn', 'aws:absent': undefined, 'aws:TagKeys': ['a', 'b'] };
  for (const reader of [new ContextReader(context), new ContextReader(context)]) {
    assert.deepEqual(reader.values(keyName('aws:sourcearn')), ['arn']);
    assert.equal(reader.values(keyName('AWS:Absent')), undefined);
    assert.deepEqual(reader.values(keyName('aws:tagkeys')), ['a', 'b']);
    assert.equal(reader.variable(keyName('aws:tagkeys')), undefined);
  }
});
