import { withAccess } from '../../aws/access.ts';
import type { CallContext, Operation } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import type { MetricRecorder } from '../../telemetry/metric-store.ts';
import { nameInArn } from './find-table.ts';
import type { DynamodbState } from './state.ts';
import type { TableMetrics } from './table-metrics.ts';
import { isThrottled } from './throughput-meter.ts';

// biome-ignore lint/suspicious/noExplicitAny: operations differ in input
type Operations = Readonly<Record<string, Operation<DynamodbState, any, unknown>>>;

/** Which tables a call is about. */
type TablesOf = (input: Members) => readonly string[];
type Members = Readonly<Record<string, unknown>>;

const named: TablesOf = ({ TableName }) => (typeof TableName === 'string' ? [nameInArn(TableName)] : []);
const listed: TablesOf = ({ RequestItems }) => [...new Set(Object.keys(membersOf(RequestItems)).map(nameInArn))];
const transacted: TablesOf = (input) => [...new Set(transactTables(input))];
/** The first table that a PartiQL statement names. */
const stated: TablesOf = ({ Statement }) => statedTable(Statement);

const MEASURED: Readonly<Record<string, TablesOf>> = {
  BatchExecuteStatement: ({ Statements }) => statements(Statements),
  BatchGetItem: listed,
  BatchWriteItem: listed,
  DeleteItem: named,
  ExecuteStatement: stated,
  ExecuteTransaction: ({ TransactStatements }) => statements(TransactStatements),
  GetItem: named,
  PutItem: named,
  Query: named,
  Scan: named,
  TransactGetItems: transacted,
  TransactWriteItems: transacted,
  UpdateItem: named,
};

const membersOf = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const statedTable = (statement: unknown): readonly string[] => {
  const name = /\b(?:FROM|INTO|UPDATE)\s+"?([\w.-]{3,255})/i.exec(String(statement))?.[1];
  return name === undefined ? [] : [name];
};
const statements = (list: unknown) => [
  ...new Set(listOf(list).flatMap((one) => statedTable(membersOf(one)['Statement']))),
];

/** The table of each action, in their order. */
function transactTables({ TransactItems }: Members): readonly string[] {
  return listOf(TransactItems).flatMap((one) => {
    const [action] = Object.values(membersOf(one));
    const { TableName } = membersOf(action) as { readonly TableName?: unknown };
    return typeof TableName === 'string' ? [nameInArn(TableName)] : [];
  });
}

/**
 * The operations on items, which tell CloudWatch how long they took and what they refused; the others as they are. A call
 * pays two looks at the clock and one promise for it.
 */
export function measuredOperations(operations: Operations): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => {
      const tablesOf = MEASURED[name];
      return [name, tablesOf === undefined ? counted(operation) : measured(name, operation, tablesOf)];
    }),
  );
}

function measured(name: string, operation: Operations[string], tablesOf: TablesOf): Operations[string] {
  const latencyOf = lastLatency(name);
  const succeeded = (input: Members, { metrics }: DynamodbState, from: number) => {
    // To the microsecond: more digits would only make every value another.
    const tookMs = Math.round((performance.now() - from) * 1000) / 1000;
    const now = metrics.now();
    const table = input['TableName'];
    if (tablesOf === named && typeof table === 'string') latencyOf(metrics, table).add(tookMs, now);
    else for (const one of tablesOf(input)) latencyOf(metrics, one).add(tookMs, now);
  };
  // Apart, so that a call that is answered at once makes no closures.
  const later = (answer: Promise<unknown>, input: Members, call: CallContext<DynamodbState>, from: number) =>
    answer.then(
      (found) => {
        succeeded(input, call.state, from);
        return found;
      },
      (error) => {
        countRefusal(error, call, name, input, tablesOf);
        throw error;
      },
    );
  const run = (input: Members, call: CallContext<DynamodbState>) => {
    const from = performance.now();
    let answer: unknown;
    try {
      answer = operation(input, call);
    } catch (error) {
      countRefusal(error, call, name, input, tablesOf);
      throw error;
    }
    if (answer instanceof Promise) return later(answer, input, call, from);
    succeeded(input, call.state, from);
    return answer;
  };
  return withAccess(run, operation.access);
}

/** Finds an operation's recorder for a table; remembers the last one, as most calls are like the one before. */
function lastLatency(operation: string): (metrics: TableMetrics, table: string) => MetricRecorder {
  let last: { readonly metrics: TableMetrics; readonly table: string; readonly recorder: MetricRecorder } | undefined;
  return (metrics, table) => {
    if (last === undefined || last.table !== table || last.metrics !== metrics) {
      const recorder = metrics.recorder('SuccessfulRequestLatency', nameInArn(table), operation);
      last = { metrics, table, recorder };
    }
    return last.recorder;
  };
}

/** What the operations on tables refuse, too, is an error of their caller. */
function counted(operation: Operations[string]): Operations[string] {
  const run = async (input: unknown, call: CallContext<DynamodbState>) => {
    try {
      return await operation(input, call);
    } catch (error) {
      if (error instanceof ServiceError && error.status < 500) call.state.metrics.count('UserErrors', {});
      throw error;
    }
  };
  return withAccess(run, operation.access);
}

function countRefusal(
  error: unknown,
  { state: { metrics } }: CallContext<DynamodbState>,
  name: string,
  input: Members,
  tablesOf: TablesOf,
): void {
  const each = (metric: string, operation?: string) => {
    for (const table of tablesOf(input)) metrics.recorder(metric, table, operation).add(1, metrics.now());
  };
  const throttled: boolean = isThrottled(error);
  if (!(error instanceof ServiceError) || error.status >= 500) each('SystemErrors', name);
  else if (throttled) each('ThrottledRequests', name);
  else if (error.code === 'ConditionalCheckFailedException') each('ConditionalCheckFailedRequests');
  else if (error.code === 'TransactionConflictException') each('TransactionConflict');
  else {
    metrics.count('UserErrors', {});
    if (error.code === 'TransactionCanceledException') countReasons(error, metrics, transactTables(input));
  }
}

/** The metrics of the actions because of which a transaction was cancelled. */
function countReasons({ members }: ServiceError, metrics: TableMetrics, tables: readonly string[]): void {
  for (const [index, reason] of listOf(members['CancellationReasons']).entries()) {
    const table = tables[index];
    if (table === undefined) continue;
    const { Code } = membersOf(reason) as { readonly Code?: unknown };
    if (Code === 'ConditionalCheckFailed') metrics.count('ConditionalCheckFailedRequests', { TableName: table });
    if (Code === 'TransactionConflict') metrics.count('TransactionConflict', { TableName: table });
  }
}
