import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accessDeniedMessage } from './access-denied-message.ts';
import { compilePolicy } from './compile-policy.ts';
import type { AttachedPolicy, AuthorizationRequest, Decision, PolicySet } from './decision.ts';
import { evaluate } from './evaluate.ts';
import type { RequestPrincipal } from './request-principal.ts';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/posts`;

const user: RequestPrincipal = {
  kind: 'user',
  arn: `arn:aws:iam::${ACCOUNT}:user/carlos`,
  account: ACCOUNT,
  userId: 'AIDACARLOS0000000',
};
const role: RequestPrincipal = {
  kind: 'assumedRole',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/api/get-post`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/app/api`,
  account: ACCOUNT,
  userId: 'AROAAPI0000000000:get-post',
};
const federated: RequestPrincipal = {
  kind: 'federatedUser',
  arn: `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
  userArn: `arn:aws:iam::${ACCOUNT}:user/carlos`,
  account: ACCOUNT,
};
const root: RequestPrincipal = { kind: 'root', arn: `arn:aws:iam::${ACCOUNT}:root`, account: ACCOUNT };
const service: RequestPrincipal = { kind: 'service', service: 'apigateway.amazonaws.com' };
const anonymous: RequestPrincipal = { kind: 'anonymous' };

type Statement = Readonly<Record<string, unknown>>;
const policy = (...statements: readonly Statement[]): readonly AttachedPolicy[] => [
  { id: 'p', policy: compilePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements })) },
];
const allow = (more: Statement = {}): readonly AttachedPolicy[] =>
  policy({ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*', ...more });
const deny = (more: Statement = {}): readonly AttachedPolicy[] =>
  policy({ Effect: 'Deny', Action: 'dynamodb:*', Resource: '*', ...more });
const allowTo = (Principal: unknown, more: Statement = {}) => allow({ Principal, ...more });
const aws = (name: string) => ({ AWS: name });

const decide = (principal: RequestPrincipal, policies: PolicySet, more: Partial<AuthorizationRequest> = {}): Decision =>
  evaluate({ principal, action: 'dynamodb:PutItem', resource: TABLE, context: {}, ...more }, policies);

interface Case {
  readonly principal: RequestPrincipal;
  readonly policies: PolicySet;
  readonly more?: Partial<AuthorizationRequest>;
  readonly gives: string;
}

function table(title: string, cases: Readonly<Record<string, Case>>): void {
  describe(title, () => {
    for (const [name, { principal, policies, more, gives }] of Object.entries(cases)) {
      test(name, () => {
        const { result, deniedBy } = decide(principal, policies, more);
        assert.equal(deniedBy === undefined ? result : `${result} by ${deniedBy}`, gives);
      });
    }
  });
}

const limits = { boundary: policy(), session: policy() };

table('within an account', {
  'nothing allows': { principal: user, policies: {}, gives: 'implicitDeny by identity' },
  'an identity policy allows': { principal: user, policies: { identity: allow() }, gives: 'allowed' },
  'an action may be written in any case': {
    principal: user,
    policies: { identity: allow({ Action: 'DynamoDB:putITEM' }) },
    gives: 'allowed',
  },
  'a resource may not': {
    principal: user,
    policies: { identity: allow({ Resource: TABLE.replace('posts', 'Posts') }) },
    gives: 'implicitDeny by identity',
  },
  'NotAction leaves out': {
    principal: user,
    policies: { identity: allow({ Action: undefined, NotAction: 'dynamodb:Put*' }) },
    gives: 'implicitDeny by identity',
  },
  'NotResource leaves out': {
    principal: user,
    policies: { identity: allow({ Resource: undefined, NotResource: TABLE }) },
    gives: 'implicitDeny by identity',
  },
  'NotResource allows the rest': {
    principal: user,
    policies: { identity: allow({ Resource: undefined, NotResource: `${TABLE}2` }) },
    gives: 'allowed',
  },
  'an incomplete ARN is completed': {
    principal: user,
    policies: { identity: allow({ Resource: 'arn:aws:dynamodb' }) },
    gives: 'allowed',
  },
  'a deny wins over an allow': {
    principal: user,
    policies: { identity: [...allow(), ...deny()] },
    gives: 'explicitDeny by identity',
  },
  'a deny in the boundary wins': {
    principal: user,
    policies: { identity: allow(), boundary: [...allow(), ...deny()] },
    gives: 'explicitDeny by boundary',
  },
  'a boundary that allows grants nothing': {
    principal: user,
    policies: { boundary: allow() },
    gives: 'implicitDeny by identity',
  },
  'a boundary limits': {
    principal: user,
    policies: { identity: allow(), boundary: policy() },
    gives: 'implicitDeny by boundary',
  },
  'a session policy limits': {
    principal: role,
    policies: { identity: allow(), session: policy() },
    gives: 'implicitDeny by session',
  },
  'all three allow': {
    principal: role,
    policies: { identity: allow(), boundary: allow(), session: allow() },
    gives: 'allowed',
  },
  'an SCP limits': {
    principal: user,
    policies: { identity: allow(), scp: [allow(), policy()] },
    gives: 'implicitDeny by scp',
  },
  'every level of SCPs allows': {
    principal: user,
    policies: { identity: allow(), scp: [allow(), allow()] },
    gives: 'allowed',
  },
  'an SCP denies': { principal: root, policies: { scp: [[...allow(), ...deny()]] }, gives: 'explicitDeny by scp' },
  'an RCP denies': {
    principal: user,
    policies: { identity: allow(), rcp: [[...allow(), ...deny({ Principal: '*' })]] },
    gives: 'explicitDeny by rcp',
  },
  'an RCP is named before an SCP': {
    principal: user,
    policies: { rcp: [policy()], scp: [policy()] },
    gives: 'implicitDeny by rcp',
  },
  'no SCP reaches a service-linked role': {
    principal: { ...role, roleArn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX` },
    policies: { identity: allow(), scp: [policy()], rcp: [policy()] },
    gives: 'allowed',
  },
  'the root user may do everything': { principal: root, policies: {}, gives: 'allowed' },
  'no boundary reaches the root user': { principal: root, policies: { boundary: policy() }, gives: 'allowed' },
  'a session policy reaches the root user': {
    principal: root,
    policies: { session: policy() },
    gives: 'implicitDeny by session',
  },
  'a resource policy denies the root user': {
    principal: root,
    policies: { resource: deny({ Principal: '*' }) },
    gives: 'explicitDeny by resource',
  },
});

table('a resource policy of the same account', {
  'that names a user is enough, whatever limits the user': {
    principal: user,
    policies: { resource: allowTo(aws(user.arn)), ...limits },
    gives: 'allowed',
  },
  'that names a user by its id is enough': {
    principal: user,
    policies: { resource: allowTo(aws('AIDACARLOS0000000')) },
    gives: 'allowed',
  },
  'that names the account leaves it to identity policies': {
    principal: user,
    policies: { resource: allowTo(aws(ACCOUNT)) },
    gives: 'implicitDeny by identity',
  },
  'that names the account by its root is the same': {
    principal: user,
    policies: { resource: allowTo(aws(root.arn)) },
    gives: 'implicitDeny by identity',
  },
  'that names a role is enough for its sessions': {
    principal: role,
    policies: { resource: allowTo(aws(role.roleArn)) },
    gives: 'allowed',
  },
  'that names a role is limited by its boundary': {
    principal: role,
    policies: { resource: allowTo(aws(role.roleArn)), boundary: policy() },
    gives: 'implicitDeny by boundary',
  },
  'that names a role is limited by the session policy': {
    principal: role,
    policies: { resource: allowTo(aws(role.roleArn)), session: policy() },
    gives: 'implicitDeny by session',
  },
  'that names a session is enough, whatever limits it': {
    principal: role,
    policies: { resource: allowTo(aws(role.arn)), ...limits },
    gives: 'allowed',
  },
  'that names another session is not': {
    principal: role,
    policies: { resource: allowTo(aws(`${role.arn}2`)) },
    gives: 'implicitDeny by identity',
  },
  'that names everyone is enough, whatever limits them': {
    principal: role,
    policies: { resource: allowTo('*'), ...limits },
    gives: 'allowed',
  },
  'that names the role by aws:PrincipalArn is limited by the boundary': {
    principal: role,
    policies: {
      resource: allowTo('*', { Condition: { ArnEquals: { 'aws:PrincipalArn': role.roleArn } } }),
      boundary: policy(),
    },
    more: { context: { 'aws:PrincipalArn': role.roleArn } },
    gives: 'implicitDeny by boundary',
  },
  'that names a federated session is enough': {
    principal: federated,
    policies: { resource: allowTo(aws(federated.arn)), ...limits },
    gives: 'allowed',
  },
  'that names the user behind a federated session is limited by the session policy': {
    principal: federated,
    policies: { resource: allowTo(aws(user.arn)), session: policy() },
    gives: 'implicitDeny by session',
  },
  'that denies wins': {
    principal: user,
    policies: { identity: allow(), resource: deny({ Principal: aws(ACCOUNT) }) },
    gives: 'explicitDeny by resource',
  },
  'that denies someone else does not matter': {
    principal: user,
    policies: { identity: allow(), resource: deny({ Principal: aws(role.roleArn) }) },
    gives: 'allowed',
  },
  'that does not mention the user takes nothing away': {
    principal: user,
    policies: { identity: allow(), resource: allowTo(aws(OTHER)) },
    gives: 'allowed',
  },
  'a part of a name with a wildcard names nobody': {
    principal: user,
    policies: { resource: allowTo(aws(`arn:aws:iam::${ACCOUNT}:user/*`)) },
    gives: 'implicitDeny by identity',
  },
});

const exempt = (...names: readonly string[]) => deny({ NotPrincipal: { AWS: names } });
table('NotPrincipal', {
  'spares the user whose account is listed too': {
    principal: user,
    policies: { identity: allow(), resource: exempt(user.arn, root.arn) },
    gives: 'allowed',
  },
  'denies the user whose account is not listed': {
    principal: user,
    policies: { identity: allow(), resource: exempt(user.arn) },
    gives: 'explicitDeny by resource',
  },
  'denies other users of a listed account': {
    principal: user,
    policies: { identity: allow(), resource: exempt(root.arn) },
    gives: 'explicitDeny by resource',
  },
  'spares the session whose role and account are listed too': {
    principal: role,
    policies: { identity: allow(), resource: exempt(role.arn, role.roleArn, ACCOUNT) },
    gives: 'allowed',
  },
  'denies the session whose role alone is listed': {
    principal: role,
    policies: { identity: allow(), resource: exempt(role.roleArn, ACCOUNT) },
    gives: 'explicitDeny by resource',
  },
  'spares a listed service': {
    principal: service,
    policies: { resource: [...allowTo('*'), ...deny({ NotPrincipal: { Service: service.service } })] },
    gives: 'allowed',
  },
  'with Allow names everyone else': {
    principal: user,
    policies: { resource: allow({ NotPrincipal: aws(OTHER) }) },
    gives: 'allowed',
  },
});

const theirs = TABLE.replace(ACCOUNT, OTHER);
table('across accounts', {
  'an identity policy is not enough': {
    principal: user,
    policies: { identity: allow() },
    more: { resource: theirs },
    gives: 'implicitDeny by resource',
  },
  'a resource policy is not enough': {
    principal: user,
    policies: { resource: allowTo(aws(user.arn)) },
    more: { resource: theirs },
    gives: 'implicitDeny by identity',
  },
  'both are enough': {
    principal: user,
    policies: { identity: allow(), resource: allowTo(aws(user.arn)) },
    more: { resource: theirs },
    gives: 'allowed',
  },
  'the account may be named': {
    principal: user,
    policies: { identity: allow(), resource: allowTo(aws(ACCOUNT)) },
    more: { resource: theirs },
    gives: 'allowed',
  },
  'a session that is named needs its role, too': {
    principal: role,
    policies: { resource: allowTo(aws(role.arn)) },
    more: { resource: theirs },
    gives: 'implicitDeny by identity',
  },
  'the boundary limits': {
    principal: role,
    policies: { identity: allow(), resource: allowTo('*'), boundary: policy() },
    more: { resource: theirs },
    gives: 'implicitDeny by boundary',
  },
  'the root user needs the resource policy': {
    principal: root,
    policies: {},
    more: { resource: theirs },
    gives: 'implicitDeny by resource',
  },
  'the owner may be said where the ARN does not say': {
    principal: user,
    policies: { identity: allow({ Action: '*' }) },
    more: { action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/key', resourceAccount: OTHER },
    gives: 'implicitDeny by resource',
  },
});

const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`;
const decrypt = { action: 'kms:Decrypt', resource: KEY };
const keyPolicy = (Principal: unknown) => policy({ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' });
const mayDecrypt = policy({ Effect: 'Allow', Action: 'kms:*', Resource: '*' });
table('a KMS key', {
  'needs its own policy': {
    principal: user,
    policies: { identity: mayDecrypt },
    more: decrypt,
    gives: 'implicitDeny by resource',
  },
  'needs its own policy for the root user': {
    principal: root,
    policies: { resource: policy() },
    more: decrypt,
    gives: 'implicitDeny by resource',
  },
  'may leave it to identity policies': {
    principal: user,
    policies: { identity: mayDecrypt, resource: keyPolicy(aws(root.arn)) },
    more: decrypt,
    gives: 'allowed',
  },
  'that leaves it to identity policies allows nobody by itself': {
    principal: user,
    policies: { resource: keyPolicy(aws(root.arn)) },
    more: decrypt,
    gives: 'implicitDeny by identity',
  },
  'may name the user': {
    principal: user,
    policies: { resource: keyPolicy(aws(user.arn)) },
    more: decrypt,
    gives: 'allowed',
  },
});

const assume = { action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/deploy` };
const trusts = (Principal: unknown, Action = 'sts:AssumeRole') => policy({ Effect: 'Allow', Principal, Action });
const mayAssume = policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' });
table('a role that is assumed', {
  'has to trust': {
    principal: user,
    policies: { identity: mayAssume, trust: trusts({ Service: 'lambda.amazonaws.com' }) },
    more: assume,
    gives: 'implicitDeny by trust',
  },
  'may trust a user of its account': {
    principal: user,
    policies: { trust: trusts(aws(user.arn)) },
    more: assume,
    gives: 'allowed',
  },
  'that trusts its account asks for an identity policy': {
    principal: user,
    policies: { trust: trusts(aws(ACCOUNT)) },
    more: assume,
    gives: 'implicitDeny by identity',
  },
  'in another account asks for both': {
    principal: user,
    policies: { trust: trusts(aws(user.arn)) },
    more: { ...assume, resource: assume.resource.replace(ACCOUNT, OTHER) },
    gives: 'implicitDeny by identity',
  },
  'may trust a service': {
    principal: { kind: 'service', service: 'lambda.amazonaws.com' },
    policies: { trust: trusts({ Service: 'lambda.amazonaws.com' }) },
    more: assume,
    gives: 'allowed',
  },
  'does not trust other services': {
    principal: service,
    policies: { trust: trusts({ Service: 'lambda.amazonaws.com' }) },
    more: assume,
    gives: 'implicitDeny by trust',
  },
  'may trust a web identity provider': {
    principal: { kind: 'federated', provider: 'cognito-identity.amazonaws.com' },
    policies: { trust: trusts({ Federated: 'cognito-identity.amazonaws.com' }, 'sts:AssumeRoleWithWebIdentity') },
    more: { ...assume, action: 'sts:AssumeRoleWithWebIdentity' },
    gives: 'allowed',
  },
  'that trusts every AWS principal trusts no token': {
    principal: { kind: 'federated', provider: 'cognito-identity.amazonaws.com' },
    policies: { trust: trusts(aws('*'), 'sts:AssumeRoleWithWebIdentity') },
    more: { ...assume, action: 'sts:AssumeRoleWithWebIdentity' },
    gives: 'implicitDeny by trust',
  },
  'may ask for an external id': {
    principal: user,
    policies: {
      trust: policy({
        Effect: 'Allow',
        Principal: aws(user.arn),
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': '7' } },
      }),
    },
    more: { ...assume, context: { 'sts:ExternalId': '8' } },
    gives: 'implicitDeny by trust',
  },
});

const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`;
const invocation = (SourceArn: string) => ({
  action: 'lambda:InvokeFunction',
  resource: FUNCTION,
  context: { 'AWS:SourceArn': SourceArn },
});
const permission = policy({
  Effect: 'Allow',
  Principal: { Service: service.service },
  Action: 'lambda:InvokeFunction',
  Resource: FUNCTION,
  Condition: { ArnLike: { 'AWS:SourceArn': `arn:aws:execute-api:us-east-1:${ACCOUNT}:api/*/GET/posts` } },
});
table('a service and an anonymous caller', {
  "a service needs the function's policy": {
    principal: service,
    policies: {},
    more: invocation('x'),
    gives: 'implicitDeny by resource',
  },
  'its method is permitted': {
    principal: service,
    policies: { resource: permission },
    more: invocation(`arn:aws:execute-api:us-east-1:${ACCOUNT}:api/prod/GET/posts`),
    gives: 'allowed',
  },
  'another method is not': {
    principal: service,
    policies: { resource: permission },
    more: invocation(`arn:aws:execute-api:us-east-1:${ACCOUNT}:api/prod/POST/posts`),
    gives: 'implicitDeny by resource',
  },
  'no SCP reaches a service': {
    principal: service,
    policies: { resource: permission, scp: [policy()] },
    more: invocation(`arn:aws:execute-api:us-east-1:${ACCOUNT}:api/prod/GET/posts`),
    gives: 'allowed',
  },
  'anyone may use what is public': { principal: anonymous, policies: { resource: allowTo('*') }, gives: 'allowed' },
  'an account is not anyone': {
    principal: anonymous,
    policies: { resource: allowTo(aws(ACCOUNT)) },
    gives: 'implicitDeny by resource',
  },
});

test('the statements that decided are named, type by type', () => {
  const identity = policy(
    { Sid: 'Read', Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' },
    { Sid: 'Write', Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: '*' },
  );
  const { byType, statements } = decide(role, { identity, boundary: allow() });
  assert.deepEqual(byType.identity, {
    result: 'allowed',
    statements: [{ policyId: 'p', index: 1, sid: 'Write', effect: 'Allow' }],
  });
  assert.deepEqual(byType.boundary?.statements, [{ policyId: 'p', index: 0, sid: undefined, effect: 'Allow' }]);
  assert.deepEqual(
    statements.map((one) => one.index),
    [1, 0],
  );
  const denied = decide(role, { identity: [...identity, ...deny({ Sid: 'No' })] });
  assert.deepEqual(denied.statements, [{ policyId: 'p', index: 0, sid: 'No', effect: 'Deny' }]);
});

test('a policy of version 2008-10-17 has no variables', () => {
  const Statement = [{ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::${aws:username}' }];
  const decideAs = (Version: string | undefined) => {
    const text = JSON.stringify({ Version, Statement });
    const request = { resource: 'arn:aws:s3:::carlos', context: { 'aws:username': 'carlos' } };
    return decide(user, { identity: [{ id: 'p', policy: compilePolicy(text) }] }, request).result;
  };
  assert.equal(decideAs('2012-10-17'), 'allowed');
  assert.equal(decideAs('2008-10-17'), 'implicitDeny');
  assert.equal(decideAs(undefined), 'implicitDeny');
});

test('the same text is compiled once', () => {
  const text = '{"Version":"2012-10-17","Statement":[]}';
  assert.equal(compilePolicy(text), compilePolicy(text));
});

describe('a refusal has the words of AWS', () => {
  const base = `User: ${role.arn} is not authorized to perform: dynamodb:PutItem on resource: ${TABLE}`;
  const because = (kind: string) => `${base} because no ${kind} allows the dynamodb:PutItem action`;
  const cases: readonly [PolicySet, string][] = [
    [{}, because('identity-based policy')],
    [{ identity: allow(), boundary: policy() }, because('permissions boundary')],
    [{ identity: allow(), session: policy() }, because('session policy')],
    [{ identity: allow(), scp: [policy()] }, because('service control policy')],
    [{ identity: allow(), rcp: [policy()] }, because('resource control policy')],
    [{ identity: deny() }, `${base} with an explicit deny in an identity-based policy`],
    [{ resource: deny({ Principal: '*' }) }, `${base} with an explicit deny in a resource-based policy`],
    [{ boundary: deny() }, `${base} with an explicit deny in a permissions boundary`],
    [{ session: deny() }, `${base} with an explicit deny in a session policy`],
    [{ scp: [deny()] }, `${base} with an explicit deny in a service control policy`],
    [{ rcp: [deny()] }, `${base} with an explicit deny in a resource control policy`],
  ];
  for (const [policies, message] of cases) {
    test(message.slice(base.length + 1), () => {
      const request = { principal: role, action: 'dynamodb:PutItem', resource: TABLE };
      assert.equal(accessDeniedMessage(decide(role, policies), request), message);
    });
  }

  test('a resource policy and a trust policy that allow nothing', () => {
    const across = { principal: user, action: 'dynamodb:PutItem', resource: theirs };
    assert.equal(
      accessDeniedMessage(decide(user, { identity: allow() }, across), across),
      `User: ${user.arn} is not authorized to perform: dynamodb:PutItem on resource: ${theirs} because no resource-based policy allows the dynamodb:PutItem action`,
    );
    assert.equal(
      accessDeniedMessage(decide(user, { trust: policy() }, assume), { principal: user, ...assume }),
      `User: ${user.arn} is not authorized to perform: sts:AssumeRole on resource: ${assume.resource} because no role trust policy allows the sts:AssumeRole action`,
    );
  });

  test('an action without a resource', () => {
    const request = { principal: user, action: 'codecommit:ListRepositories', resource: '*' };
    assert.equal(
      accessDeniedMessage(decide(user, {}, request), request),
      `User: ${user.arn} is not authorized to perform: codecommit:ListRepositories because no identity-based policy allows the codecommit:ListRepositories action`,
    );
  });
});
