import type { CallContext } from '../../src/aws/service.ts';
import { EncodedAnswer } from '../../src/aws/service.ts';
import { ServiceError } from '../../src/aws/service-error.ts';
import { dynamodb } from '../../src/services/dynamodb/index.ts';
import { type DynamodbState, newDynamodbState } from '../../src/services/dynamodb/state.ts';
import { derivedIds } from '../../src/std/ids.ts';
import { memoryStore } from '../../src/store/memory-store.ts';
import type { Store } from '../../src/store/store.ts';
import { changeStreams } from '../../src/streams/change-streams.ts';
import { serverLog } from '../../src/telemetry/server-log.ts';
import { storedMetrics } from '../../src/telemetry/stored-metrics.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are the wire's own JSON
type Answer = any;

export interface LocalDynamodb {
  readonly call: CallContext<DynamodbState>;
  readonly clock: ManualClock;
  /** Runs an operation; input and answer are the wire's JSON. */
  run(operation: string, input: object): Promise<Answer>;
  /** The refusal of an operation: `<code>: <message>`. Fails when it is not refused. */
  refusal(operation: string, input: object): Promise<string>;
  /** Every item of a table, in the order of a scan. */
  items(tableName: string): Promise<Answer[]>;
}

/** The DynamoDB service on a store, without the wire. */
export function localDynamodb(
  store: Store = memoryStore(),
  options: { readonly throttling?: boolean } = {},
): LocalDynamodb {
  const clock = manualClock();
  const log = serverLog((level, message) => {
    if (level === 'error') throw new Error(message);
  });
  const state = newDynamodbState({
    store,
    clock,
    log,
    endpointUrl: () => 'http://127.0.0.1:4566',
    changeStreams: changeStreams({ store, clock }),
    metrics: storedMetrics({ store, clock }),
    ...options,
  });
  const call: CallContext<DynamodbState> = {
    account: '000000000000',
    region: 'us-east-1',
    requestId: 'request',
    caller: { arn: 'arn:aws:iam::000000000000:root', userId: '000000000000', account: '000000000000', kind: 'root' },
    clock,
    ids: derivedIds('test'),
    state,
    callService: () => Promise.reject(new Error('no other service here')),
  };

  async function run(operation: string, input: object): Promise<Answer> {
    const answer = await dynamodb.operations[operation]?.(structuredClone(input), call);
    const text = answer instanceof EncodedAnswer ? Buffer.from(answer.body).toString() : JSON.stringify(answer);
    return JSON.parse(text);
  }

  return {
    call,
    clock,
    run,
    async refusal(operation, input) {
      try {
        await run(operation, input);
      } catch (error) {
        if (error instanceof ServiceError) return `${error.code}: ${error.message}`;
        throw error;
      }
      throw new Error(`${operation} was not refused`);
    },
    async items(tableName) {
      const found: Answer[] = [];
      let start: object | undefined;
      do {
        const page = await run('Scan', { TableName: tableName, ...(start && { ExclusiveStartKey: start }) });
        found.push(...page.Items);
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return found;
    },
  };
}

/** A CreateTable request: `tableInput('Users', 'id:S', 'at:N')`. */
export function tableInput(name: string, partitionKey: string, sortKey?: string): Record<string, unknown> {
  const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])].map((key) => key.split(':'));
  return {
    TableName: name,
    AttributeDefinitions: keys.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: keys.map(([AttributeName], at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
    BillingMode: 'PAY_PER_REQUEST',
  };
}
