import { ServiceError } from '../../aws/service-error.ts';
import { records } from '../../store/records.ts';
import type { Platform } from '../platform.ts';
import { deliver, type InvocationOutcome } from './destination.ts';
import type { FunctionCatalog } from './function-catalog.ts';
import type { EventInvokeRecord, FunctionRecord } from './function-record.ts';
import type { Route, RouteTable } from './route-table.ts';
import type { Invocation, InvocationAnswer } from './run-target.ts';
import { chooseTarget, runTarget } from './run-target.ts';

const DEFAULT_RETRIES = 2;
const DEFAULT_AGE_MS = 6 * 3_600_000;
/** After the first error a minute, after the second two. */
const ERROR_WAIT_MS = 60_000;
const THROTTLE_WAIT_MS = { first: 1_000, most: 300_000 };
const MAX_RUNNING = 100;

/** An accepted asynchronous call, kept until it is done. */
interface AsyncEvent {
  readonly id: string;
  readonly functionArn: string;
  /** `$LATEST`, a version or an alias. */
  readonly qualifier: string;
  readonly qualified: boolean;
  readonly requestId: string;
  readonly traceId?: string;
  /** Base64. */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  readonly attempts: number;
}

/** Calls of type `Event`: kept in the store before they are acknowledged, retried as AWS retries them. */
export interface AsyncInvocations {
  /** Resolves once the event would survive a crash. */
  accept(route: Route, invocation: Invocation): Promise<void>;
  /** Takes up what an earlier process accepted and did not finish. */
  resume(): Promise<void>;
  /** Resolves when nothing is running or waiting for a retry: for tests. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function asyncInvocations(parts: {
  readonly platform: Platform;
  readonly functions: FunctionCatalog;
  readonly routes: RouteTable;
  readonly random: () => number;
}): AsyncInvocations {
  const { platform, functions, routes, random } = parts;
  const { clock, log } = platform;
  const kept = records<AsyncEvent>(platform.store, 'lambda', 'asynchronous');
  const queue: AsyncEvent[] = [];
  const running = new Set<Promise<void>>();
  const waiting = new Set<Promise<void>>();
  const stopping = new AbortController();

  function pump(): void {
    while (running.size < MAX_RUNNING && !stopping.signal.aborted) {
      const event = queue.shift();
      if (event === undefined) return;
      const run = attempt(event)
        .catch((error) => log.error(`The asynchronous call ${event.requestId} was given up`, error))
        .finally(() => {
          running.delete(run);
          pump();
        });
      running.add(run);
    }
  }

  async function attempt(event: AsyncEvent): Promise<void> {
    const record = await functions.find(event.functionArn);
    if (record === undefined) return finish(event);
    const settings = record.eventInvoke[event.qualifier];
    const ageMs = (settings?.maximumEventAgeSeconds ?? DEFAULT_AGE_MS / 1000) * 1000;
    if (record.reservedConcurrency === 0) return fail(event, record, settings, 'ZeroReservedConcurrency', undefined);
    if (clock.now() - event.acceptedAt > ageMs) return fail(event, record, settings, 'EventAgeExceeded', undefined);

    let answer: InvocationAnswer;
    try {
      answer = await run(event);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.status !== 429 && error.status < 500)
        return fail(event, record, settings, 'RetriesExhausted', undefined);
      const waitMs = Math.min(THROTTLE_WAIT_MS.first * 2 ** Math.min(event.attempts, 20), THROTTLE_WAIT_MS.most);
      return retry({ ...event, attempts: event.attempts }, waitMs);
    }
    const tried = { ...event, attempts: event.attempts + 1 };
    if (answer.functionError === undefined) {
      await deliver(settings?.onSuccess, outcomeOf(tried, 'Success', answer), platform, record);
      return finish(tried);
    }
    const retries = settings?.maximumRetryAttempts ?? DEFAULT_RETRIES;
    if (tried.attempts > retries) return fail(tried, record, settings, 'RetriesExhausted', answer);
    return retry(tried, ERROR_WAIT_MS * tried.attempts);
  }

  async function run(event: AsyncEvent): Promise<InvocationAnswer> {
    const [, , , region = platform.region, account = platform.account] = event.functionArn.split(':');
    const route = await routes.find(
      { region, account },
      event.functionArn,
      event.qualified ? event.qualifier : undefined,
    );
    return runTarget(platform, route, chooseTarget(route, random), {
      requestId: event.requestId,
      payload: Buffer.from(event.payload, 'base64'),
      ...(event.traceId === undefined ? {} : { traceId: event.traceId }),
    });
  }

  /** Waits outside the queue: others go on meanwhile. */
  async function retry(event: AsyncEvent, waitMs: number): Promise<void> {
    await kept.put(event.id, event);
    const wait = clock
      .sleep(waitMs, stopping.signal)
      .then(() => {
        queue.push(event);
        pump();
      })
      // Stopped: the event is kept for the next start.
      .catch(() => {})
      .finally(() => waiting.delete(wait));
    waiting.add(wait);
  }

  async function fail(
    event: AsyncEvent,
    record: FunctionRecord,
    settings: EventInvokeRecord | undefined,
    condition: InvocationOutcome['condition'],
    answer: InvocationAnswer | undefined,
  ): Promise<void> {
    await deliver(settings?.onFailure, outcomeOf(event, condition, answer), platform, record);
    if (record.latest.deadLetterArn !== undefined) {
      log.once(
        `dead letter ${record.arn}`,
        `${record.name}: an event failed for good; samlet does not deliver to dead-letter queues yet (${record.latest.deadLetterArn})`,
      );
    }
    await finish(event);
  }

  async function finish(event: AsyncEvent): Promise<void> {
    await kept.delete(event.id);
  }

  return {
    async accept(route, { requestId, payload, traceId }) {
      const acceptedAt = clock.now();
      const event: AsyncEvent = {
        id: `${String(acceptedAt).padStart(15, '0')}-${requestId}`,
        functionArn: route.record.arn,
        qualifier: route.qualifier,
        qualified: route.invokedArn !== route.record.arn,
        requestId,
        ...(traceId === undefined ? {} : { traceId }),
        payload: Buffer.from(payload).toString('base64'),
        acceptedAt,
        attempts: 0,
      };
      await kept.put(event.id, event);
      queue.push(event);
      pump();
    },

    async resume() {
      queue.push(...(await kept.list()));
      pump();
    },

    async idle() {
      while (running.size > 0 || waiting.size > 0) await Promise.all([...running, ...waiting]);
    },

    async stop() {
      stopping.abort(new Error('samlet is stopping'));
      await Promise.allSettled([...running, ...waiting]);
    },
  };
}

function outcomeOf(
  event: AsyncEvent,
  condition: InvocationOutcome['condition'],
  answer: InvocationAnswer | undefined,
): InvocationOutcome {
  return {
    requestId: event.requestId,
    functionArn: `${event.functionArn}:${event.qualifier}`,
    condition,
    attempts: event.attempts,
    requestPayload: event.payload,
    answer,
  };
}
