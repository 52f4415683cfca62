import { hash } from 'node:crypto';
import type { TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { tupleKey } from '../../store/keys.ts';
import type { Add, Key, Write } from '../../store/store.ts';
import type { LogAppender } from '../../streams/change-log.ts';
import { NO_INDEXES } from './capacity.ts';
import { planChange } from './change-item.ts';
import type { CounterAmounts } from './counters.ts';
import { validation } from './errors.ts';
import { elementsOf, type ItemRequest, itemKeys, type Part, partsAccess } from './item-access.ts';
import { collectionMetrics } from './item-collection-metrics.ts';
import { MAX_TRANSACTION_BYTES } from './limits.ts';
import type { DynamodbState } from './state.ts';
import { storedItem } from './stored-item.ts';
import type { Table } from './table.ts';
import { appendChange, type TableStream } from './table-stream.ts';
import { readActions, TRANSACT_WRITE, type TransactAction } from './transact-actions.ts';
import { admitTransaction, cancelled, type Reason } from './transaction-cancelled.ts';
import { type TransactionUnits, transactionCapacity } from './transaction-capacity.ts';

const TOKEN_LIFE_MS = 600_000;

/**
 * Does up to 100 writes and checks, all or none.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 *
 * Unlike AWS: transactions never conflict, they follow one another.
 */
export async function transactWriteItems(
  input: TransactWriteItemsCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  checkInput(input, TRANSACT_WRITE);
  return writeTransaction(await readActions(input, call), input, call);
}

transactWriteItems.access = partsAccess(
  ['dynamodb:ConditionCheckItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
  (input: TransactWriteItemsCommandInput) => elementsOf(input.TransactItems).flatMap((one) => partsOf(one, input)),
);

const MEMBERS = { ConditionCheck: 'ConditionCheckItem', Put: 'PutItem', Delete: 'DeleteItem', Update: 'UpdateItem' };

function partsOf(
  action: Readonly<Record<string, unknown>>,
  input: Pick<TransactWriteItemsCommandInput, 'ReturnConsumedCapacity'>,
): readonly Part[] {
  const kinds = ['update', 'condition'] as const;
  return Object.entries(MEMBERS).flatMap(([member, name]) => {
    const given = action[member] as ItemRequest | undefined | null;
    if (given === undefined || given === null) return [];
    const asked = {
      kinds: member === 'Update' ? kinds : kinds.slice(1),
      key: member === 'Put' ? 'Item' : 'Key',
      returnValues: true,
      enclosing: 'TransactWriteItems',
    } as const;
    return {
      action: `dynamodb:${name}`,
      tableName: given.TableName,
      keys: (table) => itemKeys([given], input, table, asked),
    };
  });
}

/** What the requests of TransactWriteItems and ExecuteTransaction say beside their actions. */
type TransactionRequest = Pick<
  TransactWriteItemsCommandInput,
  'ClientRequestToken' | 'ReturnConsumedCapacity' | 'ReturnItemCollectionMetrics'
>;

/** Does all actions or none. `request` whole tells whether a request token comes with the same request again. */
export async function writeTransaction(
  actions: readonly TransactAction[],
  request: TransactionRequest,
  call: CallContext<DynamodbState>,
): Promise<object> {
  refuseRepeats(actions);
  const refused = actions.map((action) => action.refusal);
  if (refused.some((reason) => reason !== undefined)) throw cancelled(refused);

  const token = requestToken(request, call);
  const streams = [...new Set(actions.flatMap((action) => action.table.stream ?? []))];
  const rows = actions.map((action) => action.row);
  const keys: Key[] = [
    ...rows,
    ...streams.map((stream) => stream.headKey),
    ...(token === undefined ? [] : [token.key]),
  ];
  admitTransaction(
    actions.map((action) => action.table),
    'write',
  );
  const units: TransactionUnits = await call.state.store.update(keys, (values) => {
    if (token?.isRepeated(values[keys.length - 1])) return { writes: [], result: new Map() };
    const appenders: Appenders = new Map(
      streams.map((stream, at) => [stream, stream.appender(values[rows.length + at])]),
    );
    const { writes, adds, units: taken } = decide(actions, values, appenders);
    for (const appender of appenders.values()) writes.push(...appender.writes());
    return { writes: token === undefined ? writes : [...writes, token.write], adds, result: taken };
  });
  for (const stream of streams) stream.committed(undefined);
  for (const [table, taken] of units) table.meter?.tookWrite({ table: taken, indexes: NO_INDEXES });
  return {
    ...transactionCapacity(request.ReturnConsumedCapacity, units, 'WriteCapacityUnits'),
    ...metrics(request, actions),
  };
}

type Appenders = ReadonlyMap<TableStream, LogAppender>;

/** What all actions write. @throws ServiceError TransactionCanceledException when one of them cannot be done */
function decide(
  actions: readonly TransactAction[],
  values: readonly (Uint8Array | undefined)[],
  appenders: Appenders,
): { readonly writes: Write[]; readonly adds: readonly Add[]; readonly units: TransactionUnits } {
  const reasons: (Reason | undefined)[] = [];
  const writes: Write[] = [];
  const adds = new Map<Table, CounterAmounts>();
  const units: TransactionUnits = new Map();
  let bytesWritten = 0;
  for (const [at, action] of actions.entries()) {
    const bytes = values[at];
    const old = bytes === undefined ? undefined : storedItem(bytes);
    const next = action.decide(old);
    if (typeof next === 'object' && 'Code' in next) {
      reasons.push(next);
      continue;
    }
    reasons.push(undefined);
    if (typeof next === 'object') bytesWritten += next.sizeBytes;
    const amounts = adds.get(action.table) ?? [];
    adds.set(action.table, amounts);
    const change = planChange(action.table, action.row, old, next, amounts);
    writes.push(...change.writes);
    const { stream } = action.table;
    const appender = stream && appenders.get(stream);
    if (stream !== undefined && appender !== undefined) appendChange(appender, action.table, stream, old, next);
    let taken = change.units.table;
    for (const indexUnits of change.units.indexes.values()) taken += indexUnits;
    units.set(action.table, (units.get(action.table) ?? 0) + 2 * taken);
  }
  if (reasons.some((reason) => reason !== undefined)) throw cancelled(reasons);
  if (bytesWritten > MAX_TRANSACTION_BYTES) throw validation('Transaction request exceeds the limit of 4 MB');
  return { writes, adds: [...adds].map(([table, amounts]): Add => [table.countersKey, amounts]), units };
}

function refuseRepeats(actions: readonly TransactAction[]): void {
  const seen = new Set<string>();
  for (const { row, refusal } of actions) {
    if (refusal !== undefined) continue;
    const identity = Buffer.from(row).toString('latin1');
    if (seen.has(identity)) throw validation('Transaction request cannot include multiple operations on one item');
    seen.add(identity);
  }
}

/** The record of a `ClientRequestToken`: the same request within ten minutes is done once. */
function requestToken(input: TransactionRequest, call: CallContext<DynamodbState>) {
  const { ClientRequestToken: token, ...request } = input;
  if (!token) return undefined;
  const now = call.clock.now();
  const digest = hash('sha256', JSON.stringify(request), 'hex');
  const key = tupleKey('dynamodb', 'transaction token', call.account, call.region, token);
  return {
    key,
    write: [key, Buffer.from(JSON.stringify({ digest, expiresAt: now + TOKEN_LIFE_MS }))] satisfies Write,
    isRepeated(bytes: Uint8Array | undefined): boolean {
      if (bytes === undefined) return false;
      const known = JSON.parse(Buffer.from(bytes).toString()) as { digest: string; expiresAt: number };
      if (known.expiresAt <= now) return false;
      if (known.digest === digest) return true;
      throw new ServiceError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request. ' +
          'Do not reuse a client token with different requests, unless the requests are identical',
      );
    },
  };
}

function metrics(
  input: TransactionRequest,
  actions: readonly TransactAction[],
): { readonly ItemCollectionMetrics?: object } {
  const byTable: Record<string, object[]> = {};
  for (const { table, key } of actions) {
    const found = collectionMetrics(input.ReturnItemCollectionMetrics, table, key);
    if (found === undefined) continue;
    byTable[table.record.name] ??= [];
    byTable[table.record.name]?.push(found);
  }
  return Object.keys(byTable).length === 0 ? {} : { ItemCollectionMetrics: byTable };
}
