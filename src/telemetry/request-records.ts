import type { Clock } from '../std/clock.ts';
import { prefixRange, tupleKey } from '../store/keys.ts';
import type { Store, Write } from '../store/store.ts';
import type { Decision } from './trail.ts';

/** How a request was answered and why: what `samlet why` tells. */
export interface RequestRecord {
  /** `api`: of a client of a deployed API. `aws`: a call of an AWS API. */
  readonly kind: 'api' | 'aws';
  readonly requestId: string;
  /** The second id that API Gateway gives, `x-amz-apigw-id`. */
  readonly extendedRequestId?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly durationMs: number;
  readonly status: number;
  /** `GET /users/7`, `dynamodb:PutItem` */
  readonly request: string;
  /** What of it answered: `abc123def4/Prod GET /users/{id}`. */
  readonly target?: string;
  /** In order. */
  readonly decisions: readonly Decision[];
  readonly refusal?: {
    /** The gateway response type, or the error's code. */
    readonly type: string;
    /** In words for whoever runs it. */
    readonly reason?: string;
    /** What would let it through, where samlet knows. */
    readonly remedy?: string;
  };
}

/** What makes its record when that is written, if it ever is. It must hold nothing large. */
export interface Recordable {
  readonly status: number;
  toRecord(): RequestRecord;
}

/**
 * The latest requests, for a day at most: those that went well and those that did not, so that neither hides the other.
 * Of more than 200 a second of a kind the others are not kept.
 */
export interface RequestRecords {
  /** Costs next to nothing: written within five seconds, and at stop. */
  keep(request: Recordable): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Of either kind. */
export const KEPT_REQUESTS = 1000;
const KEPT_MS = 86_400_000;
const FLUSH_MS = 5000;
/** What fits between two writes. Under load, keeping all would cost collecting them again. */
const KEPT_A_SECOND = 200;
const RINGS = ['well', 'failed'] as const;
type RingName = (typeof RINGS)[number];

interface Row {
  readonly sequence: number;
  readonly record: RequestRecord;
}

const ringRange = (ring: RingName) => prefixRange(tupleKey('telemetry', 'request', ring));

export function requestRecords(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly onFault?: (error: unknown) => void;
}): RequestRecords {
  const { store, clock, onFault = () => {} } = options;
  const rings = { well: ring(store, 'well'), failed: ring(store, 'failed') };
  const stopped = new AbortController();
  let scheduled = false;
  let writing: Promise<void> = Promise.resolve();

  const flush = () => {
    writing = writing.then(() => rings.well.write().then(() => rings.failed.write())).catch(onFault);
    return writing;
  };

  return {
    keep(request) {
      rings[request.status >= 400 ? 'failed' : 'well'].add(request, clock.now());
      if (scheduled) return;
      scheduled = true;
      clock.sleep(FLUSH_MS, stopped.signal).then(
        () => {
          scheduled = false;
          return flush();
        },
        () => {},
      );
    },
    flush,
    stop() {
      stopped.abort();
      return flush();
    },
  };
}

/** Rows are overwritten round and round, so that there are never more than `KEPT_REQUESTS`. */
function ring(store: Store, name: RingName) {
  let pending: Recordable[] = [];
  let second = 0;
  let inSecond = 0;
  let nextSequence: number | undefined;
  return {
    add(request: Recordable, nowMs: number): void {
      if (nowMs < second || nowMs >= second + 1000) {
        second = nowMs;
        inSecond = 0;
      }
      inSecond += 1;
      if (inSecond > KEPT_A_SECOND) return;
      pending.push(request);
      if (pending.length >= 2 * KEPT_REQUESTS) pending = pending.slice(-KEPT_REQUESTS);
    },
    async write(): Promise<void> {
      if (pending.length === 0) return;
      const batch = pending.slice(-KEPT_REQUESTS);
      pending = [];
      nextSequence ??= ((await rowsOf(store, name)).at(-1)?.sequence ?? -1) + 1;
      const writes: Write[] = [];
      for (const request of batch) {
        const sequence = nextSequence++;
        const row: Row = { sequence, record: request.toRecord() };
        const key = tupleKey('telemetry', 'request', name, sequence % KEPT_REQUESTS);
        writes.push([key, Buffer.from(JSON.stringify(row))]);
      }
      await store.update([], () => ({ writes, result: undefined }));
    },
  };
}

async function rowsOf(store: Store, name: RingName): Promise<Row[]> {
  const { from, to } = ringRange(name);
  const rows = await store.range(from, to, { limit: KEPT_REQUESTS });
  return rows
    .map(({ value }) => JSON.parse(Buffer.from(value).toString()) as Row)
    .sort((a, b) => a.sequence - b.sequence);
}

/** The request of an id, be it API Gateway's first or second one; without an id the latest that was not answered well. */
export async function findRequest(store: Store, nowMs: number, requestId?: string): Promise<RequestRecord | undefined> {
  const kept = async (name: RingName) =>
    (await rowsOf(store, name)).map(({ record }) => record).filter(({ at }) => at > nowMs - KEPT_MS);
  if (requestId === undefined) return (await kept('failed')).at(-1);
  for (const name of RINGS) {
    const found = (await kept(name)).find(
      (record) => record.requestId === requestId || record.extendedRequestId === requestId,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}
