import { ServiceError } from '../../aws/service-error.ts';
import type { Table } from './table.ts';
import { isThrottled } from './throughput-meter.ts';
import type { Item } from './values/attribute-value.ts';

/** Why one action of a transaction could not be done. */
export interface Reason {
  readonly Code:
    | 'ConditionalCheckFailed'
    | 'DuplicateItem'
    | 'ProvisionedThroughputExceeded'
    | 'ThrottlingError'
    | 'ValidationError';
  readonly Message: string;
  readonly Item?: Readonly<Item>;
}

/** The refusal of a whole transaction: a reason for each action, in their order. */
export function cancelled(reasons: readonly (Reason | undefined)[]): ServiceError {
  const codes = reasons.map((reason) => reason?.Code ?? 'None');
  return new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    400,
    { CancellationReasons: reasons.map((reason) => reason ?? { Code: 'None' }) },
  );
}

/**
 * Begins the calls of a transaction's actions on their tables. @throws ServiceError TransactionCanceledException when the
 * throughput of one of them is used up
 */
export function admitTransaction(tables: readonly Table[], kind: 'read' | 'write'): void {
  const admitted = new Map<Table, Reason | undefined>();
  for (const table of tables) if (!admitted.has(table)) admitted.set(table, admit(table, kind));
  if ([...admitted.values()].some((reason) => reason !== undefined)) {
    throw cancelled(tables.map((table) => admitted.get(table)));
  }
}

function admit({ meter }: Table, kind: 'read' | 'write'): Reason | undefined {
  try {
    if (kind === 'read') meter?.admitRead();
    else meter?.admitWrite();
    return undefined;
  } catch (error) {
    if (!isThrottled(error)) throw error;
    const provisioned = error.code === 'ProvisionedThroughputExceededException';
    return { Code: provisioned ? 'ProvisionedThroughputExceeded' : 'ThrottlingError', Message: error.message };
  }
}

/** An action's own refusal as a reason. Rethrows what is no refusal of the action. */
export function validationReason(error: unknown): Reason {
  if (!(error instanceof ServiceError) || error.code !== 'ValidationException') throw error;
  return { Code: 'ValidationError', Message: error.message };
}
