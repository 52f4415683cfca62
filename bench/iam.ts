import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { compilePolicy } from '../src/policy/compile-policy.ts';
import type { AuthorizationRequest, PolicySet } from '../src/policy/decision.ts';
import { evaluate } from '../src/policy/evaluate.ts';
import { fillTable, measure, type Server, SMALL_TABLE, shown, startSamlet, type Timed } from './dynamodb.ts';
import { rolePolicies } from './iam-policies.ts';
import { median, stop } from './processes.ts';
import { atLeast, atMost, told } from './report.ts';

const ACCOUNT = '000000000000';
const ROUNDS = 3;
const SETS = 2_000;
const EVALUATIONS = 20_000;

/** The policy engine by itself, then what signatures and policies cost of GetItem over HTTP. */
export async function iam(dataDir: string): Promise<void> {
  evaluations();
  await enforcement(dataDir);
}

const requestOf = (seed: number): AuthorizationRequest => ({
  principal: { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/bench`, account: ACCOUNT },
  action: 'dynamodb:GetItem',
  resource: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/app-${seed}`,
  context: { 'aws:PrincipalAccount': ACCOUNT, 'aws:SecureTransport': 'true', 'aws:PrincipalTag/team': 'red-1' },
});

function policySet(texts: readonly string[]): PolicySet {
  return { identity: texts.map((text, index) => ({ id: `policy-${index}`, policy: compilePolicy(text) })) };
}

function evaluations(): void {
  // As they come from the store.
  const sets = Array.from({ length: SETS }, (_, seed) =>
    rolePolicies(`app-${seed}`).map((text) => Buffer.from(text).toString()),
  );
  const firstUs = sets.map((texts, seed) => {
    const from = performance.now();
    const { result } = evaluate(requestOf(seed), policySet(texts));
    const us = (performance.now() - from) * 1000;
    if (result !== 'allowed') throw new Error(`The request is ${result}`);
    return us;
  });
  const last = SETS - 1;
  const compiled = policySet(sets[last] ?? []);
  const request = requestOf(last);
  const compiledUs = Array.from({ length: 5 }, () => {
    const from = performance.now();
    for (let time = 0; time < EVALUATIONS; time++) evaluate(request, compiled);
    return ((performance.now() - from) * 1000) / EVALUATIONS;
  });
  const readUs = sets.map((texts) => {
    const from = performance.now();
    for (const text of texts) JSON.parse(text);
    return (performance.now() - from) * 1000;
  });
  const late = (values: readonly number[]) => median(values.slice(SETS / 2));
  const characters = (sets[last] ?? []).reduce((sum, text) => sum + text.length, 0);
  const what = '10 policies of 10 statements';
  atMost(`one evaluation of ${what}, compiled, us`, median(compiledUs), 5, `${EVALUATIONS} evaluations`);
  atMost(
    `one evaluation of ${what}, the first time, us`,
    late(firstUs),
    50,
    `${characters} characters, which JSON.parse alone reads in ${late(readUs).toFixed(0)} us`,
  );
}

async function enforcement(dataDir: string): Promise<void> {
  const enforcing = await startSamlet('--iam enforce', join(dataDir, 'enforce'), '--iam', 'enforce');
  const off = await startSamlet('--iam off', join(dataDir, 'off'), '--iam', 'off');
  try {
    const keys = new Map<Server, object>();
    for (const server of [enforcing, off]) {
      await fillTable(server, SMALL_TABLE.tableName, SMALL_TABLE.items);
      keys.set(server, await roleKeys(server));
    }
    // Whose key nobody knows is the root, and its signatures are not verified.
    const nobody = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' };
    const rounds: { enforced: Timed; off: Timed; verified: Timed; unverified: Timed }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({
        off: await measure(off, 'GetItem', SMALL_TABLE, keys.get(off)),
        enforced: await measure(enforcing, 'GetItem', SMALL_TABLE, keys.get(enforcing)),
        unverified: await measure(off, 'GetItem', SMALL_TABLE, nobody),
        verified: await measure(off, 'GetItem', SMALL_TABLE),
      });
    }
    const ratio = (pick: (round: (typeof rounds)[number]) => readonly [Timed, Timed], of: (one: Timed) => number) =>
      median(rounds.map((round) => of(pick(round)[0]) / of(pick(round)[1])));
    const all = (name: keyof (typeof rounds)[number]) => shown(rounds.map((round) => round[name]));
    const perSecond = (one: Timed) => one.requestsPerSecond;
    const processor = (one: Timed) => one.usPerRequest;
    const policies = (round: (typeof rounds)[number]) => [round.enforced, round.off] as const;
    const signatures = (round: (typeof rounds)[number]) => [round.verified, round.unverified] as const;
    atLeast(
      'GetItem of a role, requests/s with --iam enforce against off',
      ratio(policies, perSecond),
      0.95,
      `${all('enforced')}; off ${all('off')}`,
    );
    told('the same, processor time', ratio(policies, processor), 'of the server, warm-up included');
    atLeast(
      'GetItem, requests/s with signatures verified against not verified',
      ratio(signatures, perSecond),
      0.8,
      `${all('verified')}; not verified ${all('unverified')}`,
    );
    told('the same, processor time', ratio(signatures, processor), 'of the server, warm-up included');
  } finally {
    await stop(enforcing.child);
    await stop(off.child);
  }
}

/** Keys of a role with ten policies of eight statements (what fits into a role's inline policies), one of which allows GetItem. */
export async function roleKeys(server: Server): Promise<object> {
  const config = {
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const [client, sts] = [new IAMClient(config), new STSClient(config)];
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }],
  };
  const { Role } = await client.send(
    new CreateRoleCommand({ RoleName: 'bench', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  for (const [index, PolicyDocument] of rolePolicies(SMALL_TABLE.tableName, 10, 8).entries()) {
    await client.send(new PutRolePolicyCommand({ RoleName: 'bench', PolicyName: `policy-${index}`, PolicyDocument }));
  }
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'bench' }));
  client.destroy();
  sts.destroy();
  return {
    accessKeyId: Credentials?.AccessKeyId,
    secretAccessKey: Credentials?.SecretAccessKey,
    sessionToken: Credentials?.SessionToken,
  };
}
