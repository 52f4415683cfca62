import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { type Records, records } from '../../store/records.ts';
import type { DynamodbState } from './state.ts';
import type { Table } from './table.ts';

/** Whether a table or an index has contributor insights, as it was set. */
export interface ContributorInsights {
  readonly tableId: string;
  readonly tableName: string;
  readonly indexName?: string;
  readonly enabled: boolean;
  readonly mode: string;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

export const DEFAULT_MODE = 'ACCESSED_AND_THROTTLED_KEYS';

export function contributorInsights(state: DynamodbState): Records<ContributorInsights> {
  return records<ContributorInsights>(state.store, 'dynamodb', 'contributor insights');
}

/** Begins the ids of a table's settings, or of all tables of the call. */
export function insightsPrefix({ account, region }: CallContext<DynamodbState>, tableName?: string): string {
  return `${account}/${region}/${tableName === undefined ? '' : `${tableName}/`}`;
}

/** @throws ServiceError ResourceNotFoundException for an index that the table does not have */
export function checkIndexName({ record }: Table, indexName: string | undefined): void {
  if (indexName === undefined || record.indexes.some((index) => index.name === indexName)) return;
  throw new ServiceError(
    'ResourceNotFoundException',
    `Requested resource not found: Index: ${indexName} not found for table: ${record.name}`,
  );
}
