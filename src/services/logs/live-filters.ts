import { gzipSync } from 'node:zlib';
import type { CallService } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import type { Clock } from '../../std/clock.ts';
import type { LogEvent, LogStore } from '../../telemetry/log-store.ts';
import type { MetricStore } from '../../telemetry/metric-store.ts';
import type { ServerLog } from '../../telemetry/server-log.ts';
import { compileExtraction, type PatternMatch } from './extracted-values.ts';
import type { FilterRecords, MetricFilterRecord, SubscriptionFilterRecord } from './filter-records.ts';
import { ofGroup } from './filter-records.ts';
import { metricOf } from './metric-of-match.ts';
import { logsCallers } from './subscription-caller.ts';

const MINUTE_MS = 60_000;
const BATCH_MS = 100;
/** Events in one call of a function. */
const MAX_EVENTS = 1000;

/** Filters at work: they hear of events as these are appended. */
export interface LiveFilters {
  /** Reads the filters of a group anew, after one of them changed. */
  refresh(group: string): Promise<void>;
  stop(): Promise<void>;
}

interface Parts {
  readonly account: string;
  readonly region: string;
  readonly clock: Clock;
  readonly log: ServerLog;
  readonly logs: LogStore;
  readonly metrics: MetricStore;
  readonly callService: CallService;
}

type Listener = (stream: string, event: LogEvent) => void;

/**
 * Metric filters put numbers into CloudWatch; subscription filters call their Lambda function.
 *
 * Unlike AWS: a function that a subscription filter calls gets each event at most once, and no retries of the delivery.
 */
export function liveFilters(parts: Parts, records: FilterRecords): LiveFilters {
  const { logs, log } = parts;
  const ends = new Map<string, () => void>();
  const stopping = new AbortController();
  const deliveries = new Set<Promise<void>>();

  const refresh = async (group: string): Promise<void> => {
    const listeners = [
      ...(await records.metric.list(ofGroup(group))).map((filter) => metricListener(filter, parts, stopping.signal)),
      ...(await records.subscription.list(ofGroup(group))).map((filter) =>
        subscriptionListener(filter, parts, stopping.signal, deliveries),
      ),
    ];
    ends.get(group)?.();
    ends.delete(group);
    if (listeners.length === 0 || stopping.signal.aborted) return;
    const end = logs.subscribe(group, (stream, event) => {
      for (const listener of listeners) {
        try {
          listener(stream, event);
        } catch (error) {
          log.once(`filters of ${group}`, `A filter of the log group ${group} failed: ${String(error)}`);
        }
      }
    });
    ends.set(group, end);
  };

  const started = (async () => {
    const filters = [...(await records.metric.list()), ...(await records.subscription.list())];
    for (const group of new Set(filters.map((filter) => filter.group))) await refresh(group);
  })().catch((error: unknown) => log.error('The filters of log groups cannot be read', error));

  return {
    async refresh(group) {
      await started;
      await refresh(group);
    },

    async stop() {
      stopping.abort(new Error('samlet is stopping'));
      await started;
      for (const end of ends.values()) end();
      await Promise.allSettled([...deliveries]);
    },
  };
}

function metricListener(
  { pattern, transformations }: MetricFilterRecord,
  { clock, metrics }: Parts,
  stopping: AbortSignal,
): Listener {
  const matchOf = compileExtraction(pattern);
  const [transformation] = transformations;
  if (transformation === undefined) return () => {};
  const count = (match: PatternMatch | undefined, atMs: number) => {
    const datum = metricOf(transformation, match, atMs);
    if (datum !== undefined) metrics.put(datum);
  };
  /** The minute of the latest event, whether anything in it matched. */
  let minute: number | undefined;
  let matched = false;
  const close = () => {
    if (minute !== undefined && !matched) count(undefined, minute);
    minute = undefined;
  };
  return (_stream, { timestamp, message }) => {
    const match = matchOf(message);
    if (match !== undefined) count(match, timestamp);
    if (transformation.defaultValue === undefined) return;
    const of = Math.floor(timestamp / MINUTE_MS) * MINUTE_MS;
    if (of !== minute) {
      close();
      minute = of;
      matched = false;
      const untilMs = MINUTE_MS - (clock.now() % MINUTE_MS);
      clock.sleep(untilMs, stopping).then(
        () => minute === of && close(),
        () => {},
      );
    }
    matched ||= match !== undefined;
  };
}

function subscriptionListener(
  filter: SubscriptionFilterRecord,
  parts: Parts,
  stopping: AbortSignal,
  deliveries: Set<Promise<void>>,
): Listener {
  const matchOf = compileExtraction(filter.pattern);
  let pending = new Map<string, LogEvent[]>();
  let sequence = 0;
  const deliver = async () => {
    const batch = pending;
    pending = new Map();
    for (const [stream, events] of batch) {
      for (let from = 0; from < events.length; from += MAX_EVENTS) {
        const part = events.slice(from, from + MAX_EVENTS);
        await call(filter, stream, part, () => (sequence = (sequence + 1) % 1e9), parts);
      }
    }
  };
  return (stream, event) => {
    if (matchOf(event.message) === undefined) return;
    const events = pending.get(stream);
    if (events !== undefined) {
      events.push(event);
      return;
    }
    pending.set(stream, [event]);
    if (pending.size > 1) return;
    const delivery: Promise<void> = parts.clock
      .sleep(BATCH_MS, stopping)
      .then(deliver, () => {})
      .finally(() => deliveries.delete(delivery));
    deliveries.add(delivery);
  };
}

async function call(
  { name, group, destinationArn, principal }: SubscriptionFilterRecord,
  stream: string,
  events: readonly LogEvent[],
  next: () => number,
  parts: Parts,
): Promise<void> {
  const message = {
    messageType: 'DATA_MESSAGE',
    owner: parts.account,
    logGroup: group,
    logStream: stream,
    subscriptionFilters: [name],
    logEvents: events.map(({ timestamp, message: text }) => ({
      id: `${String(timestamp).padStart(28, '0')}${String(next()).padStart(28, '0')}`,
      timestamp,
      message: text,
    })),
  };
  const data = gzipSync(JSON.stringify(message)).toString('base64');
  const input = {
    FunctionName: destinationArn,
    InvocationType: 'Event',
    Payload: Buffer.from(JSON.stringify({ awslogs: { data } })),
  };
  let refusal: unknown;
  for (const caller of logsCallers(group, parts, `"${principal}"`)) {
    try {
      await parts.callService('lambda', 'Invoke', input, caller);
      return;
    } catch (error) {
      refusal = error;
      if (!(error instanceof ServiceError && error.code === 'AccessDeniedException')) break;
    }
  }
  parts.log.warn(`Log events of ${group} could not be delivered to ${destinationArn}: ${String(refusal)}`);
}
