import type { InputShape } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { tupleKey } from '../../store/keys.ts';
import { type Records, records } from '../../store/records.ts';
import { validation } from './errors.ts';
import type { DynamodbState } from './state.ts';
import type { TableRecord } from './table.ts';

/** A copy of a table's items, kept under a table number of its own. */
export interface BackupRecord {
  readonly arn: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly sizeBytes: number;
  readonly items: number;
  /** The table as it was; `number` is that of the copy. */
  readonly table: TableRecord;
}

const ARN = /^arn:aws[a-z-]*:dynamodb:([^:]+):(\d+):table\/([a-zA-Z0-9_.-]{3,255})\/backup\/([\w-]+)$/;

export const backupArn: InputShape = { type: 'String', required: true, minLength: 37, maxLength: 1024 };

export function backupRecords(state: DynamodbState): Records<BackupRecord> {
  return records<BackupRecord>(state.store, 'dynamodb', 'backup');
}

export function backupKey(arn: string) {
  return tupleKey('dynamodb', 'backup', arn);
}

/** @throws ServiceError BackupNotFoundException */
export async function requestedBackup(
  arn: string | undefined,
  call: CallContext<DynamodbState>,
): Promise<BackupRecord> {
  const [, region, account] = ARN.exec(arn ?? '') ?? [];
  if (region === undefined) throw validation(`Invalid Request: BackupArn is not valid`);
  const found = account === call.account && region === call.region;
  const backup = found ? await backupRecords(call.state).get(arn ?? '') : undefined;
  if (backup === undefined) throw backupNotFound(arn);
  return backup;
}

export function backupNotFound(arn: string | undefined): ServiceError {
  return new ServiceError('BackupNotFoundException', `Backup not found: ${arn}`);
}

export function backupDetails(backup: BackupRecord, status: 'CREATING' | 'AVAILABLE' | 'DELETED'): object {
  return {
    BackupArn: backup.arn,
    BackupName: backup.name,
    BackupSizeBytes: backup.sizeBytes,
    BackupStatus: status,
    BackupType: 'USER',
    BackupCreationDateTime: backup.createdAt / 1000,
  };
}

/** The `BackupDescription` of the API. */
export function describeBackup(backup: BackupRecord, status: 'AVAILABLE' | 'DELETED'): object {
  const { table } = backup;
  const indexes = (global: boolean) =>
    table.indexes
      .filter((index) => index.global === global)
      .map((index) => ({
        IndexName: index.name,
        KeySchema: index.keySchema,
        Projection: index.projection,
        ...(global && index.throughput ? { ProvisionedThroughput: index.throughput } : {}),
        ...(global && index.onDemandThroughput ? { OnDemandThroughput: index.onDemandThroughput } : {}),
      }));
  const [locals, globals] = [indexes(false), indexes(true)];
  return {
    BackupDetails: backupDetails(backup, status),
    SourceTableDetails: {
      TableName: table.name,
      TableId: table.tableId,
      TableArn: backup.arn.replace(/\/backup\/.*/, ''),
      TableSizeBytes: backup.sizeBytes,
      KeySchema: table.keySchema,
      TableCreationDateTime: table.createdAt / 1000,
      ProvisionedThroughput: table.throughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      ...(table.onDemandThroughput ? { OnDemandThroughput: table.onDemandThroughput } : {}),
      ItemCount: backup.items,
      BillingMode: table.billingMode,
    },
    SourceTableFeatureDetails: {
      ...(locals.length > 0 ? { LocalSecondaryIndexes: locals } : {}),
      ...(globals.length > 0 ? { GlobalSecondaryIndexes: globals } : {}),
      ...(table.stream ? { StreamDescription: { StreamEnabled: true, StreamViewType: table.stream.viewType } } : {}),
      ...(table.timeToLiveAttribute === undefined
        ? {}
        : {
            TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: table.timeToLiveAttribute },
          }),
      ...(table.sse
        ? { SSEDescription: { Status: 'ENABLED', SSEType: table.sse.type, KMSMasterKeyArn: table.sse.kmsKeyArn } }
        : {}),
    },
  };
}
