import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import {
  allow,
  deny,
  type Entry,
  entries,
  FEDERATED,
  MINE,
  OBJECT,
  policy,
  rootOf,
  type Statement,
  simulator,
  USER,
  type Verdict,
} from './iam-simulation-rules.ts';

const { result, close } = await simulator();
after(close);

type Context = Readonly<Record<string, Entry>>;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const CONDITIONS: readonly (readonly [block: object, context: Context, holds: boolean])[] = [
  // Strings.
  [{ StringEquals: { 'my:key': 'Abc' } }, { 'my:key': ['string', 'Abc'] }, true],
  [{ StringEquals: { 'my:key': 'Abc' } }, { 'my:key': ['string', 'abc'] }, false],
  [{ StringEquals: { 'MY:KEY': 'Abc' } }, { 'my:key': ['string', 'Abc'] }, true],
  [{ StringEquals: { 'my:key': ['x', 'Abc'] } }, { 'my:key': ['string', 'Abc'] }, true],
  [{ StringEquals: { 'my:key': 'A*' } }, { 'my:key': ['string', 'Abc'] }, false],
  [{ StringEquals: { 'my:key': 'Abc' } }, {}, false],
  [{ StringEquals: { 'my:key': 'Abc', 'my:other': 'x' } }, { 'my:key': ['string', 'Abc'] }, false],
  [{ StringEquals: { 'my:key': 7 } }, { 'my:key': ['string', '7'] }, true],
  [{ StringEquals: { 'my:key': true } }, { 'my:key': ['string', 'true'] }, true],
  [{ StringNotEquals: { 'my:key': 'Abc' } }, { 'my:key': ['string', 'abc'] }, true],
  [{ StringNotEquals: { 'my:key': ['x', 'abc'] } }, { 'my:key': ['string', 'abc'] }, false],
  [{ StringNotEquals: { 'my:key': 'Abc' } }, {}, true],
  [{ StringEqualsIgnoreCase: { 'my:key': 'ABC' } }, { 'my:key': ['string', 'abc'] }, true],
  [{ StringNotEqualsIgnoreCase: { 'my:key': 'ABC' } }, { 'my:key': ['string', 'abc'] }, false],
  [{ StringNotEqualsIgnoreCase: { 'my:key': 'ABC' } }, {}, true],
  [{ StringLike: { 'my:key': 'ho?e/*' } }, { 'my:key': ['string', 'home/a/b'] }, true],
  [{ StringLike: { 'my:key': 'ho?e' } }, { 'my:key': ['string', 'hoe'] }, false],
  [{ StringLike: { 'my:key': 'HOME*' } }, { 'my:key': ['string', 'home'] }, false],
  [{ StringLike: { 'my:key': '*' } }, { 'my:key': ['string', ''] }, true],
  [{ StringLike: { 'my:key': '*' } }, {}, false],
  [{ StringLike: { 'my:key': 'a.c' } }, { 'my:key': ['string', 'abc'] }, false],
  [{ StringNotLike: { 'my:key': 'home/*' } }, { 'my:key': ['string', 'home/a'] }, false],
  [{ StringNotLike: { 'my:key': 'home/*' } }, {}, true],
  // Numbers.
  [{ NumericEquals: { 'my:number': '10' } }, { 'my:number': ['numeric', '10.0'] }, true],
  [{ NumericEquals: { 'my:number': 10 } }, { 'my:number': ['numeric', '10'] }, true],
  [{ NumericNotEquals: { 'my:number': 10 } }, { 'my:number': ['numeric', '10'] }, false],
  [{ NumericNotEquals: { 'my:number': 10 } }, {}, true],
  [{ NumericLessThan: { 'my:number': '10' } }, { 'my:number': ['numeric', '9'] }, true],
  [{ NumericLessThan: { 'my:number': '10' } }, { 'my:number': ['numeric', '10'] }, false],
  [{ NumericLessThan: { 'my:number': '10' } }, {}, false],
  [{ NumericLessThanEquals: { 'my:number': '10' } }, { 'my:number': ['numeric', '10'] }, true],
  [{ NumericGreaterThan: { 'my:number': '-5' } }, { 'my:number': ['numeric', '-4.5'] }, true],
  [{ NumericGreaterThan: { 'my:number': ['100', '1'] } }, { 'my:number': ['numeric', '2'] }, true],
  [{ NumericGreaterThanEquals: { 'my:number': '10' } }, { 'my:number': ['numeric', '9.99'] }, false],
  // Dates, in both forms on both sides.
  [{ DateEquals: { 'my:date': '2020-01-01T00:00:00Z' } }, { 'my:date': ['date', '2020-01-01T01:00:00+01:00'] }, true],
  [{ DateNotEquals: { 'my:date': '2020-01-01T00:00:00Z' } }, { 'my:date': ['date', '2020-01-01T00:00:00Z'] }, false],
  [{ DateNotEquals: { 'my:date': '2020-01-01T00:00:00Z' } }, {}, true],
  [{ DateLessThan: { 'my:date': '2020-01-01T00:00:00Z' } }, { 'my:date': ['date', '2019-12-31T23:59:59Z'] }, true],
  [{ DateLessThan: { 'my:date': '1577836800' } }, { 'my:date': ['date', '2019-12-31T23:59:59Z'] }, true],
  [{ DateLessThan: { 'my:date': 1577836800 } }, { 'my:date': ['date', '2020-01-01T00:00:00Z'] }, false],
  [{ DateLessThanEquals: { 'my:date': '2020-01-01T00:00:00Z' } }, { 'my:date': ['numeric', '1577836800'] }, true],
  [{ DateGreaterThan: { 'aws:EpochTime': '2020-01-01' } }, { 'aws:EpochTime': ['date', '1577836801'] }, true],
  [{ NumericGreaterThan: { 'aws:EpochTime': '1577836800' } }, { 'aws:EpochTime': ['date', '1577836801'] }, true],
  [
    { DateGreaterThanEquals: { 'my:date': '2020-01-01T00:00:00.5Z' } },
    { 'my:date': ['date', '2020-01-01T00:00:00Z'] },
    false,
  ],
  [
    {
      DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' },
      DateLessThan: { 'aws:CurrentTime': '2020-06-30T23:59:59Z' },
    },
    { 'aws:CurrentTime': ['date', '2020-03-01T00:00:00Z'] },
    true,
  ],
  // Booleans.
  [{ Bool: { 'aws:SecureTransport': 'true' } }, { 'aws:SecureTransport': ['boolean', 'true'] }, true],
  [{ Bool: { 'aws:SecureTransport': true } }, { 'aws:SecureTransport': ['boolean', 'TRUE'] }, true],
  [{ Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': ['boolean', 'true'] }, false],
  [{ Bool: { 'aws:SecureTransport': 'false' } }, {}, false],
  [{ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, {}, true],
  // Bytes.
  [{ BinaryEquals: { 'my:bytes': 'QUJD' } }, { 'my:bytes': ['binary', 'QUJD'] }, true],
  [{ BinaryEquals: { 'my:bytes': 'QUJD' } }, { 'my:bytes': ['binary', 'qujd'] }, false],
  // Addresses.
  [{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { 'aws:SourceIp': ['ip', '203.0.113.255'] }, true],
  [{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { 'aws:SourceIp': ['ip', '203.0.114.0'] }, false],
  [{ IpAddress: { 'aws:SourceIp': '203.0.113.77/24' } }, { 'aws:SourceIp': ['ip', '203.0.113.1'] }, true],
  [{ IpAddress: { 'aws:SourceIp': '203.0.113.5' } }, { 'aws:SourceIp': ['ip', '203.0.113.5'] }, true],
  [{ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, { 'aws:SourceIp': ['ip', '8.8.8.8'] }, true],
  [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/31' } }, { 'aws:SourceIp': ['ip', '10.0.0.2'] }, false],
  [
    { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '2001:db8::/32'] } },
    { 'aws:SourceIp': ['ip', '2001:DB8:0:1::1'] },
    true,
  ],
  [{ IpAddress: { 'aws:SourceIp': '2001:db8::/33' } }, { 'aws:SourceIp': ['ip', '2001:db8:8000::1'] }, false],
  [{ IpAddress: { 'aws:SourceIp': '::/0' } }, { 'aws:SourceIp': ['ip', '10.0.0.1'] }, false],
  [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, {}, false],
  [
    { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.0/24'] } },
    { 'aws:SourceIp': ['ip', '192.0.2.9'] },
    false,
  ],
  [{ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, {}, true],
  // ARNs, part by part.
  [
    { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:t?pic' } },
    { 'aws:SourceArn': ['string', 'arn:aws:sns:eu-west-1:111122223333:topic'] },
    true,
  ],
  [
    { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:topic' } },
    { 'aws:SourceArn': ['string', 'arn:aws:sns:eu-west-1:111122223333:topic'] },
    false,
  ],
  [
    { ArnLike: { 'aws:SourceArn': 'arn:aws:iam::111122223333:role/*' } },
    { 'aws:SourceArn': ['string', 'arn:aws:iam::111122223333:role/a/b'] },
    true,
  ],
  [{ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }, { 'aws:SourceArn': ['string', 'arn:aws:s3:::b:c'] }, true],
  [{ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::B' } }, { 'aws:SourceArn': ['string', 'arn:aws:s3:::b'] }, false],
  [{ ArnNotEquals: { 'aws:SourceArn': 'arn:aws:s3:::b' } }, { 'aws:SourceArn': ['string', 'arn:aws:s3:::b'] }, false],
  [{ ArnNotLike: { 'aws:SourceArn': 'arn:aws:s3:::b*' } }, {}, true],
  [{ ArnNotLike: { 'aws:SourceArn': 'arn:aws:s3:::b*' } }, { 'aws:SourceArn': ['string', 'no arn'] }, true],
  // IfExists and Null.
  [{ StringEqualsIfExists: { 'my:key': 'a' } }, {}, true],
  [{ StringEqualsIfExists: { 'my:key': 'a' } }, { 'my:key': ['string', 'b'] }, false],
  [{ StringNotLikeIfExists: { 'my:key': 'a*' } }, { 'my:key': ['string', 'ab'] }, false],
  [{ NumericLessThanIfExists: { 'my:number': '5' } }, {}, true],
  [{ IpAddressIfExists: { 'aws:SourceIp': '10.0.0.0/8' } }, {}, true],
  [{ ArnLikeIfExists: { 'aws:SourceArn': 'arn:aws:s3:::b' } }, {}, true],
  [{ Null: { 'my:key': 'true' } }, {}, true],
  [{ Null: { 'my:key': true } }, { 'my:key': ['string', 'a'] }, false],
  [{ Null: { 'my:key': 'false' } }, { 'my:key': ['string', ''] }, true],
  [{ Null: { 'my:key': 'false' } }, {}, false],
  [{ Null: { 'my:key': 'true' } }, { 'my:key': ['stringList'] }, true],
  // Sets.
  [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['stringList', 'a', 'b'] }, true],
  [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['stringList', 'a', 'c'] }, false],
  [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['stringList', 'A'] }, false],
  [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }, {}, true],
  [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }, { 'aws:TagKeys': ['stringList', ''] }, true],
  [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' }, Null: { 'aws:TagKeys': 'false' } }, {}, false],
  [{ 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['a'] } }, { 'aws:TagKeys': ['stringList', 'b', 'a'] }, false],
  [{ 'ForAllValues:StringLike': { 'aws:TagKeys': 'k*' } }, { 'aws:TagKeys': ['stringList', 'k1', 'k2'] }, true],
  [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['stringList', 'c', 'b'] }, true],
  [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, { 'aws:TagKeys': ['stringList', 'c'] }, false],
  [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, {}, false],
  [{ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'a' } }, { 'aws:TagKeys': ['stringList', 'a', 'b'] }, true],
  [{ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'a' } }, { 'aws:TagKeys': ['stringList', 'a'] }, false],
  [{ 'ForAnyValue:StringNotLike': { 'aws:TagKeys': 'a*' } }, {}, false],
  [{ 'ForAnyValue:IpAddress': { 'my:ips': '10.0.0.0/8' } }, { 'my:ips': ['ipList', '192.0.2.1', '10.1.1.1'] }, true],
  [{ 'ForAllValues:NumericLessThan': { 'my:numbers': '5' } }, { 'my:numbers': ['numericList', '4', '6'] }, false],
  [{ 'ForAnyValue:Bool': { 'my:flags': 'true' } }, { 'my:flags': ['booleanList', 'false', 'true'] }, true],
  [
    { 'ForAnyValue:ArnLike': { 'my:arns': 'arn:aws:s3:::b*' } },
    { 'my:arns': ['stringList', 'arn:aws:s3:::a', 'arn:aws:s3:::b1'] },
    true,
  ],
  // A tag's key takes any case, its value does not.
  [{ StringEquals: { 'aws:ResourceTag/Team': 'Blue' } }, { 'aws:resourcetag/team': ['string', 'Blue'] }, true],
  [{ StringEquals: { 'aws:ResourceTag/Team': 'Blue' } }, { 'aws:ResourceTag/Team': ['string', 'blue'] }, false],
];

describe('a condition', () => {
  for (const [Condition, context, holds] of CONDITIONS) {
    const given = Object.keys(context).length === 0 ? 'nothing' : JSON.stringify(context);
    test(`${JSON.stringify(Condition)} ${holds ? 'holds' : 'does not hold'} for ${given}`, async () => {
      const ContextEntries = entries(context);
      const one = await result({ PolicyInputList: [policy(allow({ Condition }))], ContextEntries });
      assert.equal(one.EvalDecision, holds ? 'allowed' : 'implicitDeny');
      // A Deny applies where the same condition holds.
      const PolicyInputList = [policy(allow(), deny({ Condition }))];
      const denied = await result({ PolicyInputList, ContextEntries });
      assert.equal(denied.EvalDecision, holds ? 'explicitDeny' : 'allowed');
    });
  }
});

const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/posts';
const TEAM: Context = { 'aws:PrincipalTag/team': ['string', 'blue'], 'aws:username': ['string', 'ann'] };

interface StatementCase {
  readonly statement: Statement;
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Context;
  readonly version?: string;
  readonly matches: boolean;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
const STATEMENTS: Readonly<Record<string, StatementCase>> = {
  'an action in any case': { statement: { Action: 'S3:gEtObject', Resource: '*' }, matches: true },
  'an action with a wildcard within': { statement: { Action: 's3:*Obj?ct', Resource: '*' }, matches: true },
  'a wildcard for no letters': { statement: { Action: 's3:GetObject*', Resource: '*' }, matches: true },
  'a ? for no letter': { statement: { Action: 's3:GetObject?', Resource: '*' }, matches: false },
  'all services and actions': { statement: { Action: '*:*', Resource: '*' }, matches: true },
  'an action of another service': { statement: { Action: 'dynamodb:*', Resource: '*' }, matches: false },
  'one action of a list': { statement: { Action: ['s3:PutObject', 's3:GetObject'], Resource: '*' }, matches: true },
  'all but an action': { statement: { NotAction: 's3:Get*', Resource: '*' }, matches: false },
  'all but other actions': { statement: { NotAction: ['iam:*', 's3:Put*'], Resource: '*' }, matches: true },
  'the bucket, not its objects': { statement: { Action: '*', Resource: 'arn:aws:s3:::bucket' }, matches: false },
  'the objects': { statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/*' }, matches: true },
  'a wildcard over slashes': { statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/*/a' }, matches: true },
  'a resource in another case': { statement: { Action: '*', Resource: 'arn:aws:s3:::Bucket/*' }, matches: false },
  'a ? in a resource': { statement: { Action: '*', Resource: 'arn:aws:s3:::bucke?/home/?' }, matches: true },
  'all but a resource': { statement: { Action: '*', NotResource: 'arn:aws:s3:::bucket/home/*' }, matches: false },
  'all but other resources': {
    statement: { Action: '*', NotResource: ['arn:aws:s3:::b', 'arn:aws:s3:::c/*'] },
    matches: true,
  },
  'any partition': { statement: { Action: '*', Resource: 'arn:*:s3:::bucket/*' }, matches: true },
  'any region and account': {
    statement: { Action: '*', Resource: 'arn:aws:dynamodb:*:*:table/posts' },
    resource: TABLE,
    matches: true,
  },
  'an ARN that ends early': {
    statement: { Action: '*', Resource: 'arn:aws:dynamodb:us-east-1' },
    resource: TABLE,
    matches: true,
  },
  'another region': {
    statement: { Action: '*', Resource: 'arn:aws:dynamodb:eu-*:*:table/posts' },
    resource: TABLE,
    matches: false,
  },
  'one resource where all are asked for': {
    statement: { Action: '*', Resource: TABLE },
    resource: '*',
    matches: false,
  },
  'a variable': {
    statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/home/${my:name}' },
    context: { 'my:name': ['string', 'a'] },
    matches: true,
  },
  'a variable in any case': {
    statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/home/${MY:Name}' },
    context: { 'my:name': ['string', 'a'] },
    matches: true,
  },
  'a variable of another value': {
    statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/home/${my:name}' },
    context: { 'my:name': ['string', 'b'] },
    matches: false,
  },
  'a variable that the request lacks': {
    statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/home/${my:name}*' },
    matches: false,
  },
  'a variable of several values': {
    statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/home/${my:name}' },
    context: { 'my:name': ['stringList', 'a'] },
    matches: false,
  },
  'a variable whose value has a wildcard': {
    statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/home/${my:name}' },
    context: { 'my:name': ['string', '*'] },
    matches: false,
  },
  'a wildcard in the value, taken as it stands': {
    statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/${my:name}' },
    resource: 'arn:aws:s3:::bucket/*',
    context: { 'my:name': ['string', '*'] },
    matches: true,
  },
  'the default of a variable': {
    statement: { Action: '*', Resource: "arn:aws:s3:::bucket/home/${my:name, 'a'}" },
    matches: true,
  },
  'a default that is not needed': {
    statement: { Action: '*', Resource: "arn:aws:s3:::bucket/home/${my:name, 'a'}" },
    context: { 'my:name': ['string', 'b'] },
    matches: false,
  },
  'a default in another case': {
    statement: { Action: '*', Resource: "arn:aws:s3:::bucket/home/${my:name, 'A'}" },
    matches: false,
  },
  'an escaped asterisk': { statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/${*}' }, matches: false },
  'an escaped asterisk in the request': {
    statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/${*}' },
    resource: 'arn:aws:s3:::bucket/*',
    matches: true,
  },
  'an escaped question mark': { statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/home/${?}' }, matches: false },
  'an escaped dollar': {
    statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/${$}{aws:username}' },
    resource: 'arn:aws:s3:::bucket/${aws:username}',
    matches: true,
  },
  'a variable in version 2008-10-17': {
    statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/home/${my:name}' },
    context: { 'my:name': ['string', 'a'] },
    version: '2008-10-17',
    matches: false,
  },
  'the text of a variable in version 2008-10-17': {
    statement: { Action: '*', Resource: 'arn:aws:s3:::bucket/${my:name}' },
    resource: 'arn:aws:s3:::bucket/${my:name}',
    version: '2008-10-17',
    matches: true,
  },
  'two variables in a condition': {
    statement: {
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { 'my:key': '${aws:PrincipalTag/team}-${aws:username}' } },
    },
    context: { ...TEAM, 'my:key': ['string', 'blue-ann'] },
    matches: true,
  },
  'a variable in StringLike with a wildcard behind it': {
    statement: { Action: '*', Resource: '*', Condition: { StringLike: { 'my:key': '${aws:username}/*' } } },
    context: { ...TEAM, 'my:key': ['string', 'ann/x'] },
    matches: true,
  },
  'a variable in another case than the value': {
    statement: { Action: '*', Resource: '*', Condition: { StringEqualsIgnoreCase: { 'my:key': '${aws:username}' } } },
    context: { ...TEAM, 'my:key': ['string', 'ANN'] },
    matches: true,
  },
  'a variable without a value': {
    statement: { Action: '*', Resource: '*', Condition: { StringLike: { 'my:key': '${my:gone}*' } } },
    context: { 'my:key': ['string', 'x'] },
    matches: false,
  },
  'a variable without a value, negated': {
    statement: { Action: '*', Resource: '*', Condition: { StringNotEquals: { 'my:key': '${my:gone}' } } },
    context: { 'my:key': ['string', 'x'] },
    matches: true,
  },
  'a variable for the account in an ARN': {
    statement: {
      Action: '*',
      Resource: '*',
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:iam::${my:account}:role/*' } },
    },
    context: {
      'my:account': ['string', '111122223333'],
      'aws:SourceArn': ['string', 'arn:aws:iam::111122223333:role/a'],
    },
    matches: true,
  },
};

describe('a statement', () => {
  for (const [name, { statement, action, resource, context = {}, version, matches }] of Object.entries(STATEMENTS)) {
    test(`about ${name} ${matches ? 'matches' : 'does not match'}`, async () => {
      const verdict = async (...statements: readonly Statement[]) => {
        const document = { Version: version ?? '2012-10-17', Statement: statements };
        const one = await result({
          PolicyInputList: [JSON.stringify(document)],
          ActionNames: [action ?? 's3:GetObject'],
          ResourceArns: [resource ?? OBJECT],
          ContextEntries: entries(context),
        });
        return one.EvalDecision as Verdict;
      };
      assert.equal(await verdict({ Effect: 'Allow', ...statement }), matches ? 'allowed' : 'implicitDeny');
      assert.equal(await verdict(allow(), { Effect: 'Deny', ...statement }), matches ? 'explicitDeny' : 'allowed');
    });
  }

  test('may stand alone, without a list', async () => {
    const PolicyInputList = [JSON.stringify({ Version: '2012-10-17', Statement: allow() })];
    assert.equal((await result({ PolicyInputList })).EvalDecision, 'allowed');
  });

  test('of one policy is enough, and a Deny of another wins', async () => {
    const policies = [policy(allow({ Action: 'dynamodb:*' })), policy(allow())];
    assert.equal((await result({ PolicyInputList: policies })).EvalDecision, 'allowed');
    const PolicyInputList = [...policies, policy(deny({ Action: 's3:Get*' }))];
    assert.equal((await result({ PolicyInputList })).EvalDecision, 'explicitDeny');
  });

  test('knows the id of a federated user and of the root user', async () => {
    const identity = (id: string) => [policy(allow({ Condition: { StringEquals: { 'aws:userid': id } } }))];
    const verdict = async (CallerArn: string, PolicyInputList: string[]) =>
      (await result({ CallerArn, PolicyInputList })).EvalDecision;
    assert.equal(await verdict(FEDERATED, identity(`${MINE}:bob`)), 'allowed');
    assert.equal(await verdict(FEDERATED, identity('bob')), 'implicitDeny');
    const boundary = { PermissionsBoundaryPolicyInputList: identity(MINE), PolicyInputList: [] };
    const { MissingContextValues } = await result({ ...boundary, CallerArn: rootOf(MINE) });
    assert.deepEqual(MissingContextValues, []);
  });

  test('knows the name and the ARN of a caller that is given', async () => {
    const Resource = 'arn:aws:s3:::bucket/home/${aws:username}';
    const Condition = {
      ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::${aws:PrincipalAccount}:user/*' },
      StringEquals: { 'aws:PrincipalType': 'User' },
    };
    const PolicyInputList = [policy(allow({ Resource, Condition }))];
    const ResourceArns = ['arn:aws:s3:::bucket/home/ann'];
    assert.equal((await result({ PolicyInputList, ResourceArns, CallerArn: USER })).EvalDecision, 'allowed');
    assert.equal((await result({ PolicyInputList, ResourceArns })).EvalDecision, 'implicitDeny');
  });
});
