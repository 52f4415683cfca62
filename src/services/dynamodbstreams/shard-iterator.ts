import { ServiceError } from '../../aws/service-error.ts';

export interface ShardIterator {
  readonly streamArn: string;
  /** The first sequence number to be read. */
  readonly from: number;
  /** Goes on at the oldest change that is still there when that of `from` is not. */
  readonly fromHorizon: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** An iterator as clients carry it: the stream's ARN, a version, and the place. */
export function encodeIterator({ streamArn, from, fromHorizon, createdAt }: ShardIterator): string {
  const place = Buffer.from(JSON.stringify([from, fromHorizon, createdAt])).toString('base64');
  return `${streamArn}|1|${place}`;
}

/** @throws ServiceError ValidationException for text that no iterator is */
export function decodeIterator(text: string): ShardIterator {
  const [, streamArn, place] = /^(arn:[^|]+)\|1\|([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  if (streamArn === undefined || place === undefined) throw invalidIterator();
  const [from, fromHorizon, createdAt] = placeOf(place);
  const known =
    Number.isSafeInteger(from) && Number(from) >= 0 && typeof fromHorizon === 'boolean' && Number.isFinite(createdAt);
  if (!known) throw invalidIterator();
  return { streamArn, from: Number(from), fromHorizon: fromHorizon === true, createdAt: Number(createdAt) };
}

function placeOf(place: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(place, 'base64').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

const invalidIterator = () => new ServiceError('ValidationException', 'Invalid ShardIterator');

export const trimmed = () =>
  new ServiceError('TrimmedDataAccessException', 'The data you are trying to access has been trimmed');
