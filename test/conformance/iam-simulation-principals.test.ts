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
  ROLE,
  rootOf,
  SESSION,
  type Statement,
  simulator,
  THEIRS,
  USER,
  type Verdict,
} from './iam-simulation-rules.ts';

const { result, close } = await simulator();
after(close);

interface Case {
  readonly caller?: string;
  readonly identity?: readonly Statement[];
  readonly boundary?: readonly Statement[];
  readonly resource?: readonly Statement[];
  readonly owner?: string;
  readonly arn?: string;
  readonly action?: string;
  readonly context?: Readonly<Record<string, Entry>>;
  readonly scp?: readonly (readonly Statement[])[];
  readonly gives: Verdict;
}

function table(title: string, cases: Readonly<Record<string, Case>>): void {
  describe(title, () => {
    for (const [name, one] of Object.entries(cases)) {
      test(name, async () => {
        const { caller = USER, identity = [], boundary, resource, owner, arn = OBJECT, context = {}, scp } = one;
        const { EvalDecision } = await result({
          CallerArn: caller,
          PolicyInputList: identity.length === 0 ? [] : [policy(...identity)],
          ...(boundary !== undefined && { PermissionsBoundaryPolicyInputList: [policy(...boundary)] }),
          ...(resource !== undefined && { ResourcePolicy: policy(...resource) }),
          ...(owner !== undefined && { ResourceOwner: rootOf(owner) }),
          ...(scp !== undefined && {
            OrderedOrganizationPolicyInputList: scp.map((level) => ({
              ServiceControlPolicyInputList: [policy(...level)],
            })),
          }),
          ActionNames: [one.action ?? 's3:GetObject'],
          ResourceArns: [arn],
          ContextEntries: entries(context),
        });
        assert.equal(EvalDecision, one.gives);
      });
    }
  });
}

const nothing = [allow({ Action: 'ec2:*' })];
const to = (Principal: unknown, more: Statement = {}) => [allow({ Principal, ...more })];
const not = (Principal: unknown, more: Statement = {}) => [deny({ Principal, ...more })];
const aws = (...names: readonly string[]) => ({ AWS: names.length === 1 ? names[0] : names });

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
table('within an account', {
  'nothing allows': { gives: 'implicitDeny' },
  'an identity policy is enough': { identity: [allow()], gives: 'allowed' },
  'a resource policy is enough': { resource: to(aws(USER)), gives: 'allowed' },
  'a resource policy for others takes nothing away': { identity: [allow()], resource: to(aws(ROLE)), gives: 'allowed' },
  'a denial in the resource policy wins': { identity: [allow()], resource: not('*'), gives: 'explicitDeny' },
  'a denial in the identity policy wins': { identity: [deny()], resource: to(aws(USER)), gives: 'explicitDeny' },
  'a denial in the boundary wins': { identity: [allow()], boundary: [deny()], gives: 'explicitDeny' },
  'a denial in the boundary wins over a resource policy': {
    resource: to(aws(USER)),
    boundary: [deny()],
    gives: 'explicitDeny',
  },
  'a boundary limits': { identity: [allow()], boundary: nothing, gives: 'implicitDeny' },
  'a boundary grants nothing': { boundary: [allow()], gives: 'implicitDeny' },
  'both the policy and its boundary allow': {
    identity: [allow({ Action: 's3:*' })],
    boundary: [allow({ Action: '*:Get*' })],
    gives: 'allowed',
  },
  'a boundary does not limit what a resource policy gives a user': {
    resource: to(aws(USER)),
    boundary: nothing,
    gives: 'allowed',
  },
  'a boundary limits what a resource policy gives a role': {
    caller: ROLE,
    resource: to(aws(ROLE)),
    boundary: nothing,
    gives: 'implicitDeny',
  },
  'a boundary does not limit what a resource policy gives a session': {
    caller: SESSION,
    resource: to(aws(SESSION)),
    boundary: nothing,
    gives: 'allowed',
  },
  'a boundary limits what a resource policy gives the account': {
    identity: [allow()],
    resource: to(aws(MINE)),
    boundary: nothing,
    gives: 'implicitDeny',
  },
  'the root user needs no policy': { caller: rootOf(MINE), gives: 'allowed' },
  'a resource policy denies the root user': { caller: rootOf(MINE), resource: not('*'), gives: 'explicitDeny' },
  'an SCP limits': { identity: [allow()], scp: [[allow()], nothing], gives: 'implicitDeny' },
  'an SCP limits the root user': { caller: rootOf(MINE), scp: [[allow(), deny()]], gives: 'explicitDeny' },
  'every SCP allows': { identity: [allow()], scp: [[allow()], [allow({ Action: 's3:*' })]], gives: 'allowed' },
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
table('a principal', {
  'is everyone': { resource: to('*'), gives: 'allowed' },
  'is every AWS principal': { resource: to(aws('*')), gives: 'allowed' },
  'is one of a list': { resource: to(aws(ROLE, USER)), gives: 'allowed' },
  'is the account, which leaves it to identity policies': { resource: to(aws(MINE)), gives: 'implicitDeny' },
  'is the account, and an identity policy allows': {
    identity: [allow()],
    resource: to(aws(MINE)),
    gives: 'allowed',
  },
  'is the account by its root, which is the same': { resource: to(aws(rootOf(MINE))), gives: 'implicitDeny' },
  'is the account, for its root user': { caller: rootOf(MINE), resource: to(aws(MINE)), gives: 'allowed' },
  'is a user without its path': {
    resource: to(aws(`arn:aws:iam::${MINE}:user/ann`)),
    gives: 'implicitDeny',
  },
  'is another user': { resource: to(aws(`${USER}2`)), gives: 'implicitDeny' },
  'is a user in another case': { resource: to(aws(USER.replace('ann', 'Ann'))), gives: 'implicitDeny' },
  'is a user by its id': {
    resource: to(aws('AIDACKCEVSQ6C2EXAMPLE')),
    context: { 'aws:userid': ['string', 'AIDACKCEVSQ6C2EXAMPLE'] },
    gives: 'allowed',
  },
  'is the id of another user': {
    resource: to(aws('AIDACKCEVSQ6C2EXAMPLE')),
    context: { 'aws:userid': ['string', 'AIDACKCEVSQ6C2EXAMPLF'] },
    gives: 'implicitDeny',
  },
  'is a role by its id': {
    caller: SESSION,
    resource: to(aws('AROACKCEVSQ6C2EXAMPLE')),
    context: { 'aws:userid': ['string', 'AROACKCEVSQ6C2EXAMPLE:run'] },
    gives: 'allowed',
  },
  'is a role': { caller: ROLE, resource: to(aws(ROLE)), gives: 'allowed' },
  'is the role of a session': {
    caller: SESSION,
    resource: to(aws(`arn:aws:iam::${MINE}:role/api`)),
    gives: 'allowed',
  },
  'is the role of a session, with the path that the context tells': {
    caller: SESSION,
    resource: to(aws(ROLE)),
    context: { 'aws:PrincipalArn': ['string', ROLE] },
    gives: 'allowed',
  },
  'is a session': { caller: SESSION, resource: to(aws(SESSION)), gives: 'allowed' },
  'is another session of the role': { caller: SESSION, resource: to(aws(`${SESSION}2`)), gives: 'implicitDeny' },
  'is a federated user': { caller: FEDERATED, resource: to(aws(FEDERATED)), gives: 'allowed' },
  'is a service': { resource: to({ Service: 'lambda.amazonaws.com' }), gives: 'implicitDeny' },
  'is a service or a user': {
    resource: to({ Service: 'lambda.amazonaws.com', AWS: USER }),
    gives: 'allowed',
  },
  'is an identity provider': { resource: to({ Federated: 'accounts.google.com' }), gives: 'implicitDeny' },
  'is denied by its account': { identity: [allow()], resource: not(aws(MINE)), gives: 'explicitDeny' },
  'is denied by its role': { caller: ROLE, identity: [allow()], resource: not(aws(ROLE)), gives: 'explicitDeny' },
  'is not denied with another account': { identity: [allow()], resource: not(aws(THEIRS)), gives: 'allowed' },
  'is everyone, with a condition on the ARN': {
    resource: to('*', { Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${MINE}:user/eng/*` } } }),
    gives: 'allowed',
  },
  'is everyone, with a condition on another ARN': {
    resource: to('*', { Condition: { StringEquals: { 'aws:PrincipalArn': ROLE } } }),
    gives: 'implicitDeny',
  },
  'of a session is its role in aws:PrincipalArn': {
    caller: SESSION,
    identity: [allow({ Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${MINE}:role/api` } } })],
    gives: 'allowed',
  },
  'of a session is not the session in aws:PrincipalArn': {
    caller: SESSION,
    identity: [allow({ Condition: { ArnEquals: { 'aws:PrincipalArn': SESSION } } })],
    gives: 'implicitDeny',
  },
});

const spares = (...names: readonly string[]) => [deny({ NotPrincipal: aws(...names) })];
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html */
table('NotPrincipal', {
  'spares a user with its account': { identity: [allow()], resource: spares(USER, rootOf(MINE)), gives: 'allowed' },
  'spares by the number of the account, too': { identity: [allow()], resource: spares(USER, MINE), gives: 'allowed' },
  'does not spare a user without its account': { identity: [allow()], resource: spares(USER), gives: 'explicitDeny' },
  'does not spare the users of an account': {
    identity: [allow()],
    resource: spares(rootOf(MINE)),
    gives: 'explicitDeny',
  },
  'spares a role with its account': {
    caller: ROLE,
    identity: [allow()],
    resource: spares(ROLE, rootOf(MINE)),
    gives: 'allowed',
  },
  'spares a session with its role and its account': {
    caller: SESSION,
    identity: [allow()],
    resource: spares(SESSION, `arn:aws:iam::${MINE}:role/api`, rootOf(MINE)),
    gives: 'allowed',
  },
  'spares nobody who has a boundary': {
    identity: [allow()],
    boundary: [allow()],
    resource: spares(USER, rootOf(MINE)),
    gives: 'explicitDeny',
  },
  'grants nothing to whom it spares': { resource: spares(USER, rootOf(MINE)), gives: 'implicitDeny' },
});

const SECRET = `arn:aws:secretsmanager:us-east-1:${THEIRS}:secret:s`;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html */
table('across accounts', {
  'an identity policy is not enough': { identity: [allow()], owner: THEIRS, gives: 'implicitDeny' },
  'an identity policy is not enough where the resource policy is for others': {
    identity: [allow()],
    resource: to(aws(ROLE)),
    owner: THEIRS,
    gives: 'implicitDeny',
  },
  'a resource policy is not enough': { resource: to(aws(USER)), owner: THEIRS, gives: 'implicitDeny' },
  'both are enough': { identity: [allow()], resource: to(aws(USER)), owner: THEIRS, gives: 'allowed' },
  'the account may be trusted': { identity: [allow()], resource: to(aws(MINE)), owner: THEIRS, gives: 'allowed' },
  'everyone may be trusted': { identity: [allow()], resource: to('*'), owner: THEIRS, gives: 'allowed' },
  'everyone may be trusted, and the identity is asked all the same': {
    resource: to('*'),
    owner: THEIRS,
    gives: 'implicitDeny',
  },
  'the owner of an ARN with an account is that account': {
    arn: SECRET,
    resource: to(aws(USER)),
    owner: MINE,
    gives: 'implicitDeny',
  },
  'the owner of an ARN with an account need not be said': {
    arn: SECRET,
    identity: [allow()],
    resource: to(aws(USER)),
    gives: 'allowed',
  },
  'the boundary limits what a resource policy gives a user': {
    identity: [allow()],
    boundary: nothing,
    resource: to(aws(USER)),
    owner: THEIRS,
    gives: 'implicitDeny',
  },
  'the boundary limits a session that is named': {
    caller: SESSION,
    identity: [allow()],
    boundary: nothing,
    resource: to(aws(SESSION)),
    owner: THEIRS,
    gives: 'implicitDeny',
  },
  'the root user needs the resource policy': {
    caller: rootOf(MINE),
    resource: to(aws(ROLE)),
    owner: THEIRS,
    gives: 'implicitDeny',
  },
  'the root user is trusted with its account': {
    caller: rootOf(MINE),
    resource: to(aws(MINE)),
    owner: THEIRS,
    gives: 'allowed',
  },
  'a denial in the resource policy wins': {
    identity: [allow()],
    resource: [...to(aws(USER)), ...not(aws(MINE))],
    owner: THEIRS,
    gives: 'explicitDeny',
  },
  'a denial in the identity policy wins': {
    identity: [allow(), deny()],
    resource: to(aws(USER)),
    owner: THEIRS,
    gives: 'explicitDeny',
  },
});

const KEY = `arn:aws:kms:us-east-1:${MINE}:key/k`;
/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html */
table('a KMS key', {
  'has to have a policy that allows': {
    arn: KEY,
    action: 'kms:Decrypt',
    identity: [allow()],
    resource: to(aws(ROLE)),
    gives: 'implicitDeny',
  },
  'may leave it to identity policies': {
    arn: KEY,
    action: 'kms:Decrypt',
    identity: [allow()],
    resource: to(aws(rootOf(MINE))),
    gives: 'allowed',
  },
  'may name the user': { arn: KEY, action: 'kms:Decrypt', resource: to(aws(USER)), gives: 'allowed' },
});

const DEPLOY = `arn:aws:iam::${MINE}:role/deploy`;
const trust = (Principal: unknown, more: Statement = {}) => [
  { Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...more },
];
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
table('a role', {
  'is assumed by a user that it trusts': {
    arn: DEPLOY,
    action: 'sts:AssumeRole',
    resource: trust(aws(USER)),
    gives: 'allowed',
  },
  'is not assumed by others, whatever they may do': {
    arn: DEPLOY,
    action: 'sts:AssumeRole',
    identity: [allow()],
    resource: trust(aws(ROLE)),
    gives: 'implicitDeny',
  },
  'that trusts the account asks the identity': {
    arn: DEPLOY,
    action: 'sts:AssumeRole',
    resource: trust(aws(MINE)),
    gives: 'implicitDeny',
  },
  'asks for its external id': {
    arn: DEPLOY.replace(MINE, THEIRS),
    action: 'sts:AssumeRole',
    identity: [allow()],
    resource: trust(aws(MINE), { Condition: { StringEquals: { 'sts:ExternalId': '12345' } } }),
    context: { 'sts:ExternalId': ['string', '12345'] },
    gives: 'allowed',
  },
  'asks for its external id in vain': {
    arn: DEPLOY.replace(MINE, THEIRS),
    action: 'sts:AssumeRole',
    identity: [allow()],
    resource: trust(aws(MINE), { Condition: { StringEquals: { 'sts:ExternalId': '12345' } } }),
    gives: 'implicitDeny',
  },
});

test('a repository, whose policy names no resource, is simulated with it', async () => {
  const ResourcePolicy = policy({ Effect: 'Allow', Principal: { AWS: USER }, Action: 'ecr:BatchGetImage' });
  const { EvalDecision } = await result({
    ResourcePolicy,
    CallerArn: USER,
    ActionNames: ['ecr:BatchGetImage'],
    ResourceArns: [`arn:aws:ecr:us-east-1:${MINE}:repository/r`],
  });
  assert.equal(EvalDecision, 'allowed');
});
