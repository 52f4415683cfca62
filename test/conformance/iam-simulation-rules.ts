import { IAMClient, SimulateCustomPolicyCommand, type SimulateCustomPolicyCommandInput } from '@aws-sdk/client-iam';
import { iam } from '../../src/services/iam/index.ts';
import { testEndpoint } from '../support/aws-endpoint.ts';

/** `allowed`, `explicitDeny`, `implicitDeny`. */
export type Verdict = 'allowed' | 'explicitDeny' | 'implicitDeny';

export const MINE = '111122223333';
export const THEIRS = '444455556666';
export const USER = `arn:aws:iam::${MINE}:user/eng/ann`;
export const ROLE = `arn:aws:iam::${MINE}:role/app/api`;
export const SESSION = `arn:aws:sts::${MINE}:assumed-role/api/run`;
export const FEDERATED = `arn:aws:sts::${MINE}:federated-user/bob`;
export const rootOf = (account: string) => `arn:aws:iam::${account}:root`;
export const OBJECT = 'arn:aws:s3:::bucket/home/a';

export type Statement = Readonly<Record<string, unknown>>;

/** A policy of version 2012-10-17. */
export const policy = (...statements: readonly Statement[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
export const allow = (more: Statement = {}): Statement => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
export const deny = (more: Statement = {}): Statement => ({ ...allow(more), Effect: 'Deny' });

export type Entry = readonly [type: string, ...values: string[]];

export const entries = (context: Readonly<Record<string, Entry>>) =>
  Object.entries(context).map(([ContextKeyName, [type, ...ContextKeyValues]]) => ({
    ContextKeyName,
    ContextKeyType: type as 'string',
    ContextKeyValues,
  }));

/** Starts IAM on a free port, asked by the official client. */
export async function simulator() {
  const listener = await testEndpoint([iam]).listen();
  const client = new IAMClient({
    endpoint: `http://127.0.0.1:${listener.port}`,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const send = (input: Partial<SimulateCustomPolicyCommandInput>) =>
    client.send(
      new SimulateCustomPolicyCommand({
        PolicyInputList: [],
        ActionNames: ['s3:GetObject'],
        ResourceArns: [OBJECT],
        ...input,
      }),
    );
  return {
    send,
    /** The first result. */
    result: async (input: Partial<SimulateCustomPolicyCommandInput>) => {
      const { EvaluationResults = [] } = await send(input);
      const [first] = EvaluationResults;
      if (first === undefined) throw new Error('nothing was simulated');
      return first;
    },
    close: () => {
      client.destroy();
      return listener.close();
    },
  };
}
