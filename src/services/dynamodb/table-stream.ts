import { hash } from 'node:crypto';
import type { Clock } from '../../std/clock.ts';
import type { Key, Write } from '../../store/store.ts';
import { headKey, type LogAppender, logAppender } from '../../streams/change-log.ts';
import { sequenceNumber } from '../../streams/sequence-number.ts';
import { closeStream, openStream, streamKey } from '../../streams/stream-record.ts';
import type { Next } from './change-item.ts';
import { attributesNamed } from './item-key.ts';
import type { StoredItem } from './stored-item.ts';
import { type Table, type TableRecord, tableArn } from './table.ts';
import type { Item } from './values/attribute-value.ts';
import { equalValues } from './values/compare.ts';
import { itemSizeBytes } from './values/size.ts';

/** Who changes an item: a client, or DynamoDB itself for an item whose time has come. */
export type ChangeCause = 'client' | 'timeToLive';

/** The stream of a table, ready for its writes. */
export interface TableStream {
  readonly arn: string;
  readonly viewType: string;
  /** The row that each change reads, and writes the next sequence number to. */
  readonly headKey: Key;
  /** Collects the records of one mini-transaction; `head` is the row's value in it. */
  appender(head: Uint8Array | undefined): LogAppender;
  /** Tells those who listen, after the commit; gives back what it was given. */
  readonly committed: <Answer>(answer: Answer) => Answer;
}

const streamArn = (table: string, label: string) => `${table}/stream/${label}`;

export function tableStream(
  { stream, number }: TableRecord,
  table: string,
  { clock, notify }: { readonly clock: Clock; readonly notify: (arn: string) => void },
): TableStream | undefined {
  if (stream === undefined) return undefined;
  const arn = streamArn(table, stream.label);
  return {
    arn,
    viewType: stream.viewType,
    headKey: headKey(number),
    appender: (head) => logAppender(number, head, clock.now()),
    committed: (answer) => {
      notify(arn);
      return answer;
    },
  };
}

/** What a change of a table's record reads: the head of the table's log, and the record of its stream. */
export function streamKeys({ record, arn }: Table): Key[] {
  return [
    headKey(record.number),
    ...(record.stream === undefined ? [] : [streamKey(streamArn(arn, record.stream.label))]),
  ];
}

/** Opens and closes the streams of a table whose record changes. */
export function streamWrites(
  before: TableRecord | undefined,
  after: TableRecord | undefined,
  rows: { readonly clock: Clock; readonly head?: Uint8Array | undefined; readonly stream?: Uint8Array | undefined },
): Write[] {
  const table = after ?? before;
  if (table === undefined || before?.stream?.label === after?.stream?.label) return [];
  const nowMs = rows.clock.now();
  const appender = logAppender(table.number, rows.head, nowMs);
  const writes: Write[] = [];
  if (before?.stream !== undefined) writes.push(...closeStream(rows.stream, appender, nowMs));
  if (after?.stream !== undefined) {
    const { label, viewType } = after.stream;
    const arn = streamArn(tableArn(after), label);
    const { name: tableName, keySchema, number: log } = after;
    writes.push(openStream({ arn, label, viewType, tableName, keySchema, log, openedAt: nowMs }, appender));
  }
  // A table that is deleted forgets how far its log went.
  return after === undefined ? writes : [...writes, ...appender.writes()];
}

/**
 * Appends the record of a change; none when the item stays as it was.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
export function appendChange(
  appender: LogAppender,
  table: Table,
  stream: TableStream,
  old: StoredItem | undefined,
  next: Next,
  cause: ChangeCause = 'client',
): void {
  const fresh = next === 'remove' || next === 'keep' ? undefined : next;
  if (next === 'keep' || (old === undefined && fresh === undefined)) return;
  if (old !== undefined && fresh !== undefined && sameItems(old.item, fresh.item)) return;

  const keys = attributesNamed(table.keyNames, fresh?.item ?? old?.item ?? {});
  const { viewType } = stream;
  const newImage = viewType === 'NEW_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? fresh?.item : undefined;
  const oldImage = viewType === 'OLD_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? old?.item : undefined;
  const images = (newImage ? (fresh?.sizeBytes ?? 0) : 0) + (oldImage ? (old?.sizeBytes ?? 0) : 0);
  const change = {
    Keys: keys,
    ...(newImage && { NewImage: newImage }),
    ...(oldImage && { OldImage: oldImage }),
  };
  const eventName = old === undefined ? 'INSERT' : fresh === undefined ? 'REMOVE' : 'MODIFY';
  appender.append((sequence, atMs) =>
    Buffer.from(
      JSON.stringify({
        eventID: hash('md5', `${stream.arn}/${sequence}`, 'hex'),
        eventName,
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: table.record.region,
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(atMs / 1000),
          ...change,
          SequenceNumber: sequenceNumber(sequence),
          SizeBytes: itemSizeBytes(keys) + images,
          StreamViewType: viewType,
        },
        ...(cause === 'timeToLive' && {
          userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
        }),
      }),
    ),
  );
}

function sameItems(a: Readonly<Item>, b: Readonly<Item>): boolean {
  return equalValues({ M: a as Item }, { M: b as Item });
}
