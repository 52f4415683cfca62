import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CompiledPolicy, compilePolicy } from './compile-policy.ts';
import type { AttachedPolicy, AuthorizationRequest, PolicySet } from './decision.ts';
import { evaluate } from './evaluate.ts';

const ACCOUNTS = ['111111111111', '222222222222'] as const;
const [MINE] = ACCOUNTS;
const USER = `arn:aws:iam::${MINE}:user/ann`;
const ROLE = `arn:aws:iam::${MINE}:role/api`;
const SESSION = `arn:aws:sts::${MINE}:assumed-role/api/s`;

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Principal?: '*' | { readonly AWS: readonly string[] };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}
interface Document {
  readonly Version: '2012-10-17' | '2008-10-17';
  readonly Statement: readonly Statement[];
}
interface Documents {
  readonly identity: readonly Document[];
  readonly resource?: readonly Document[];
  readonly boundary?: readonly Document[];
  readonly session?: readonly Document[];
  readonly scp?: readonly (readonly Document[])[];
}

// A second evaluator, written to be obviously right and not to be fast.
type Context = Readonly<Record<string, string | readonly string[]>>;

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const expressions = new Map<string, RegExp>();

function substitute(pattern: string, document: Document, context: Context, wildcards: boolean): RegExp | undefined {
  let source = '';
  let rest = pattern;
  while (rest !== '') {
    const variable = document.Version === '2012-10-17' ? /^\$\{([^},]+)(?:, *'([^']*)')?\}/.exec(rest) : null;
    if (variable !== null) {
      const key = Object.keys(context).find((name) => name.toLowerCase() === variable[1]?.toLowerCase());
      const value = key === undefined ? variable[2] : context[key];
      if (typeof value !== 'string') return undefined;
      source += escaped(value);
      rest = rest.slice(variable[0].length);
      continue;
    }
    const letter = rest.slice(0, 1);
    source += wildcards && letter === '*' ? '[^]*?' : wildcards && letter === '?' ? '[^]' : escaped(letter);
    rest = rest.slice(1);
  }
  const known = expressions.get(source) ?? new RegExp(`^${source}$`);
  expressions.set(source, known);
  return known;
}

function conditionHolds(
  document: Document,
  operator: string,
  key: string,
  wanted: readonly string[],
  context: Context,
): boolean {
  const name = Object.keys(context).find((one) => one.toLowerCase() === key.toLowerCase());
  const given = name === undefined ? [] : [context[name] ?? []].flat();
  const [, set, base = '', ifExists] = /^(?:(\w+):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (base === 'Null') return wanted.includes(given.length === 0 ? 'true' : 'false');
  if (given.length === 0) {
    if (set === 'ForAnyValue') return false;
    if (set === 'ForAllValues' || ifExists !== undefined) return true;
    return set === undefined && base.includes('Not');
  }
  const not = base.includes('Not');
  if (set === 'ForAllValues') {
    return (
      given.every((one) => one === '') || given.every((one) => equals(document, base, one, wanted, context) !== not)
    );
  }
  if (set === 'ForAnyValue') return given.some((one) => equals(document, base, one, wanted, context) !== not);
  return given.some((one) => equals(document, base, one, wanted, context)) !== not;
}

function equals(document: Document, base: string, value: string, wanted: readonly string[], context: Context): boolean {
  return wanted.some((text) => {
    if (base.startsWith('Numeric')) {
      if (!/^\d+$/.test(value) || !/^\d+$/.test(text)) return false;
      return base.endsWith('LessThan') ? Number(value) < Number(text) : Number(value) === Number(text);
    }
    if (base === 'Bool') return value.toLowerCase() === text.toLowerCase() && /^(true|false)$/i.test(text);
    return substitute(text, document, context, base.includes('Like'))?.test(value) ?? false;
  });
}

type Naming = 'account' | 'limited' | 'direct';

function naming(statement: Statement, { principal }: AuthorizationRequest): Naming | undefined {
  const names = statement.Principal === '*' ? ['*'] : (statement.Principal?.AWS ?? []);
  if (!('arn' in principal)) return undefined;
  if (names.includes(principal.arn)) return 'direct';
  const isRole = principal.kind === 'assumedRole';
  const byArn = Object.values(statement.Condition ?? {}).some((keys) => 'aws:PrincipalArn' in keys);
  if (names.includes('*')) return isRole && byArn ? 'limited' : 'direct';
  if (isRole && names.includes(principal.roleArn)) return 'limited';
  return names.includes(principal.account) || names.includes(`arn:aws:iam::${principal.account}:root`)
    ? 'account'
    : undefined;
}

function covers(document: Document, patterns: readonly string[], text: string, context: Context): boolean {
  return patterns.some((one) => substitute(one, document, context, true)?.test(text));
}

function isAbout({ Action, NotAction = [] }: Statement, action: string): boolean {
  const plain: Document = { Version: '2008-10-17', Statement: [] };
  const patterns = (Action ?? NotAction).map((one) => one.toLowerCase());
  return covers(plain, patterns, action.toLowerCase(), {}) === (Action !== undefined);
}

function applies(document: Document, statement: Statement, request: AuthorizationRequest): boolean {
  const context = request.context as Context;
  const { Resource, NotResource = [] } = statement;
  return (
    isAbout(statement, request.action) &&
    covers(document, Resource ?? NotResource, request.resource, context) === (Resource !== undefined) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => conditionHolds(document, operator, key, values, context)),
    )
  );
}

function naive(request: AuthorizationRequest, documents: Documents): string {
  const matching = (some: readonly Document[], effect: string) =>
    some.flatMap((document) =>
      document.Statement.filter((one) => one.Effect === effect && applies(document, one, request)),
    );
  const named = (effect: string) =>
    matching(documents.resource ?? [], effect)
      .map((one) => naming(one, request))
      .filter((one) => one !== undefined);
  const { identity, boundary, session, scp } = documents;
  const plain = [...identity, ...(boundary ?? []), ...(session ?? []), ...(scp ?? []).flat()];
  if (matching(plain, 'Deny').length > 0 || named('Deny').length > 0) return 'explicitDeny';
  const allows = (some: readonly Document[] | undefined) => some === undefined || matching(some, 'Allow').length > 0;
  if (!(scp ?? []).every(allows)) return 'implicitDeny';
  const grants = named('Allow');
  const byIdentity = allows(identity);
  const withinLimits = allows(boundary) && allows(session);
  const sameAccount = request.resource.includes(MINE);
  const allowed = sameAccount
    ? grants.includes('direct') || ((byIdentity || grants.includes('limited')) && withinLimits)
    : grants.length > 0 && byIdentity && withinLimits;
  return allowed ? 'allowed' : 'implicitDeny';
}

const attached = (documents: readonly Document[], fresh = false): readonly AttachedPolicy[] =>
  documents.map((document, index) => {
    const text = JSON.stringify(document);
    return { id: `p${index}`, policy: fresh ? new CompiledPolicy(text) : compilePolicy(text) };
  });

const policySet = ({ identity, resource, boundary, session, scp }: Documents): PolicySet => ({
  identity: attached(identity),
  ...(resource && { resource: attached(resource) }),
  ...(boundary && { boundary: attached(boundary) }),
  ...(session && { session: attached(session) }),
  ...(scp && { scp: scp.map((level) => attached(level)) }),
});

/** Mulberry32: the same requests and policies for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function generator(random: () => number) {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const chance = (of: number) => random() < of;
  const some = <T>(all: readonly T[], most = 2): readonly T[] =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(all));
  const actions = ['s3:GetObject', 's3:Get*', 'S3:PUT*', '*', 's3:?etObject', '*:GetObject', 'sqs:*', 's3:*Object'];
  const resources = [
    '*',
    `arn:aws:sqs:*:${MINE}:*`,
    'arn:aws:sqs:us-east-1:*:a*',
    'arn:aws:sqs:*:*:?b',
    'arn:aws:sqs:*:*:${aws:username}',
    "arn:aws:sqs:*:*:${aws:x, 'ab'}",
  ];
  const principals = ['*', ...ACCOUNTS, `arn:aws:iam::${MINE}:root`, USER, ROLE, SESSION];
  const operators = [
    'StringEquals',
    'StringNotEquals',
    'StringLike',
    'StringNotLikeIfExists',
    'StringEqualsIfExists',
    'NumericLessThan',
    'NumericNotEquals',
    'Bool',
    'Null',
    'ForAllValues:StringLike',
    'ForAnyValue:StringEquals',
    'ForAnyValue:StringEqualsIfExists',
    'ForAllValues:StringNotEquals',
    'ForAnyValue:StringNotLike',
  ];
  const keys = ['aws:username', 'aws:x', 'AWS:Y', 'aws:TagKeys', 'aws:PrincipalArn'];
  const values = ['ann', 'a*', 'ab', '1', '2', 'true', 'false', '${aws:username}', ''];
  const statement = (withPrincipal: boolean): Statement => ({
    Effect: chance(0.8) ? 'Allow' : 'Deny',
    ...(chance(0.85) ? { Action: some(actions) } : { NotAction: some(actions) }),
    ...(chance(0.85) ? { Resource: some(resources) } : { NotResource: some(resources) }),
    ...(withPrincipal && { Principal: chance(0.2) ? ('*' as const) : { AWS: some(principals) } }),
    ...(chance(0.5) && { Condition: { [pick(operators)]: { [pick(keys)]: some(values) } } }),
  });
  const document = (withPrincipal = false): Document => ({
    Version: chance(0.8) ? '2012-10-17' : '2008-10-17',
    Statement: Array.from({ length: Math.floor(random() * 3) + 1 }, () => statement(withPrincipal)),
  });
  const documents = (): Documents => ({
    identity: Array.from({ length: Math.floor(random() * 3) }, () => document()),
    ...(chance(0.6) && { resource: [document(true)] }),
    ...(chance(0.3) && { boundary: [document()] }),
    ...(chance(0.3) && { session: [document()] }),
    ...(chance(0.3) && { scp: [[document(), document()], [document()]] }),
  });
  const request = (): AuthorizationRequest => ({
    principal: chance(0.5)
      ? { kind: 'user', arn: USER, account: MINE }
      : { kind: 'assumedRole', arn: SESSION, roleArn: ROLE, account: MINE },
    action: pick(['s3:GetObject', 's3:PutObject', 'SQS:SendMessage', 's3:ListBucket']),
    resource: `arn:aws:sqs:us-east-1:${pick(ACCOUNTS)}:${pick(['ab', 'ann', 'b', 'x:y'])}`,
    context: {
      ...(chance(0.7) && { 'aws:username': pick(['ann', 'a*', 'ab']) }),
      ...(chance(0.4) && { 'AWS:X': pick(['ab', '1', 'true']) }),
      ...(chance(0.4) && { 'aws:y': pick(['1', '2', 'false', 'ann']) }),
      ...(chance(0.4) && { 'aws:tagkeys': some(['ab', 'ann', 'x', '']) }),
      ...(chance(0.4) && { 'aws:PrincipalArn': ROLE }),
    },
  });
  return { documents, request };
}

test('requests under 50,000 random policies are decided as a naive evaluator decides them', (t) => {
  const seed = Number(process.env['SAMLET_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  t.diagnostic(`SAMLET_TEST_SEED=${seed}`);
  const random = generator(randomOf(seed));
  const results = new Map<string, number>();
  for (let policies = 0; policies < 50_000; ) {
    const documents = random.documents();
    const compiled = policySet(documents);
    const { identity, resource = [], boundary = [], session = [], scp = [] } = documents;
    policies += [...identity, ...resource, ...boundary, ...session, ...scp.flat()].length;
    for (const request of [random.request(), random.request()]) {
      const expected = naive(request, documents);
      results.set(expected, (results.get(expected) ?? 0) + 1);
      const { result } = evaluate(request, compiled);
      if (result === expected) continue;
      assert.equal(result, expected, `SAMLET_TEST_SEED=${seed}: ${JSON.stringify({ request, documents }, null, 1)}`);
    }
  }
  for (const result of ['allowed', 'explicitDeny', 'implicitDeny']) {
    assert.ok((results.get(result) ?? 0) > 1_000, `too few are ${result}`);
  }
});

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const everything = (Effect: 'Allow' | 'Deny', more: object = {}): Document => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action: ['*'], Resource: ['*'], ...more }],
});
const sampled = (seed: number) => {
  const random = generator(randomOf(seed));
  return { documents: random.documents(), request: random.request() };
};
const resultOf = (request: AuthorizationRequest, documents: Documents) =>
  evaluate(request, policySet(documents)).result;

test('an explicit deny in any policy wins', () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom('identity', 'boundary', 'session', 'resource', 'scp'), (seed, type) => {
      const { documents, request } = sampled(seed);
      const deny = everything('Deny', type === 'resource' ? { Principal: '*' } : {});
      const changed =
        type === 'scp'
          ? { ...documents, scp: [...(documents.scp ?? []), [deny]] }
          : { ...documents, [type]: [...(documents[type as 'identity'] ?? []), deny] };
      assert.equal(resultOf(request, changed), 'explicitDeny');
    }),
  );
});

test('one more Allow never takes anything away', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { documents, request } = sampled(seed);
      const before = resultOf(request, documents);
      const after = resultOf(request, { ...documents, identity: [...documents.identity, everything('Allow')] });
      if (before === 'allowed') assert.equal(after, 'allowed');
      if (before === 'explicitDeny') assert.equal(after, 'explicitDeny');
    }),
  );
});

test('a boundary, a session policy or an SCP never allows more', () => {
  fc.assert(
    fc.property(seeds, seeds, fc.constantFrom('boundary', 'session', 'scp'), (seed, other, type) => {
      const { documents, request } = sampled(seed);
      const limit = sampled(other).documents.identity;
      const { [type as 'boundary']: _removed, ...unlimited } = documents;
      const limited = { ...unlimited, [type]: type === 'scp' ? [limit] : limit };
      if (resultOf(request, unlimited) !== 'allowed') assert.notEqual(resultOf(request, limited), 'allowed');
    }),
  );
});

test('NotAction and NotResource are the complements of Action and Resource', () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom('s3:Get*', '*', 'sqs:SendMessage', '?3:*'), (seed, pattern) => {
      const { request } = sampled(seed);
      const decide = (more: object) =>
        resultOf({ ...request, resource: '*' }, { identity: [everything('Allow', more)] });
      const about = decide({ Action: [pattern] });
      const notAbout = decide({ Action: undefined, NotAction: [pattern] });
      assert.notEqual(about === 'allowed', notAbout === 'allowed');
    }),
  );
});

test('the order of policies and statements does not matter, nor does what was asked before', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { documents, request } = sampled(seed);
      const reversed = [...documents.identity]
        .reverse()
        .map((one) => ({ ...one, Statement: [...one.Statement].reverse() }));
      const expected = resultOf(request, documents);
      assert.equal(resultOf(request, { ...documents, identity: reversed }), expected);
      assert.equal(
        evaluate(request, { ...policySet(documents), identity: attached(documents.identity, true) }).result,
        expected,
      );
    }),
  );
});
