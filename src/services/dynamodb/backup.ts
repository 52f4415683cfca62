import type { InputShape } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { tupleKey } from '../../store/keys.ts';
import { type Records, records } from '../../store/records.ts';
import type { Store, Write } from '../../store/store.ts';
import { validation } from './errors.ts';
import type { DynamodbState } from './state.ts';
import { type TableRecord, tableArn } from './table.ts';

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
  /** There for the backup that a deleted table leaves behind, milliseconds since the epoch: it goes by itself. */
  readonly expiresAt?: number;
}

const SYSTEM_BACKUP_DAYS = 35;

/** The backup of a table that is deleted while its changes are kept: its items stay where they are. */
export function systemBackup(
  table: TableRecord,
  { items, sizeBytes }: { readonly items: number; readonly sizeBytes: number },
  nowMs: number,
  suffix: string,
): BackupRecord {
  return {
    arn: `${tableArn(table)}/backup/${String(nowMs).padStart(14, '0')}-${suffix}`,
    name: `${table.name}$DeletedTableBackup`,
    createdAt: nowMs,
    sizeBytes,
    items,
    table,
    expiresAt: nowMs + SYSTEM_BACKUP_DAYS * 86_400_000,
  };
}

/** Whether a backup is past its time. */
export const isExpired = ({ expiresAt }: BackupRecord, nowMs: number) => expiresAt !== undefined && expiresAt <= nowMs;

/** Removes backups that are past their time; their items go with `removeDropped`. */
export async function removeExpiredBackups(store: Store, nowMs: number): Promise<void> {
  for (const backup of await records<BackupRecord>(store, 'dynamodb', 'backup').list()) {
    if (!isExpired(backup, nowMs)) continue;
    await store.update([], () => ({ writes: removedBackup(backup), result: undefined }));
  }
}

/** What is written when a backup is removed. */
export const removedBackup = ({ arn, table: { number } }: BackupRecord): Write[] => [
  [backupKey(arn), undefined],
  [tupleKey('dynamodb', 'dropped', number, 0), Buffer.from(JSON.stringify({ number }))],
];

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
  if (backup === undefined || isExpired(backup, call.clock.now())) throw backupNotFound(arn);
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
    BackupType: backup.expiresAt === undefined ? 'USER' : 'SYSTEM',
    BackupCreationDateTime: backup.createdAt / 1000,
    ...(backup.expiresAt === undefined ? {} : { BackupExpiryDateTime: backup.expiresAt / 1000 }),
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
