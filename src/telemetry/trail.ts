import type { Clock } from '../std/clock.ts';
import type { ExecutionTrace } from './execution-trace.ts';
import type { Recordable, RequestRecord } from './request-records.ts';

/** Kept for as long as the record of the request: short texts and numbers, never a body. */
export type NoteValue = string | number | boolean | undefined;

/** What a request went through at one moment. */
export interface Decision {
  /** The step it belongs to: `throttle`, `authorize`, `cache`, ... */
  readonly step: string;
  /** Milliseconds since the request came. */
  readonly atMs: number;
  /** What was decided, in words; `undefined` where a step was entered and said nothing. */
  readonly text: string | undefined;
}

type Entry = string | number | readonly NoteValue[] | undefined;

/**
 * The decisions one request to an API went through, in order: logs, metrics, segments and `samlet why` are written from
 * it. It outlives the request for a while, so it holds no request and no body.
 */
export class Trail implements Recordable {
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly apiId: string;
  readonly stageName: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  httpMethod = '';
  /** The path as it was sent, behind the stage and without its query. */
  path = '';
  /** The resource's path, `/users/{id}`; empty before the route is known. */
  resourcePath = '';
  status = 0;
  /** Milliseconds from the first byte handled to the answer. */
  latencyMs = 0;
  /** Milliseconds the backend took; `undefined` when it was not called. */
  integrationLatencyMs: number | undefined = undefined;
  /** What the service called answered: Lambda's 200, not what the function says. */
  integrationStatus: number | undefined = undefined;
  /** The request id of the service called. */
  integrationRequestId: string | undefined = undefined;
  /** The gateway response type, when the gateway itself refused. */
  refusal: string | undefined = undefined;
  /** Why, for the execution log: never told to the client. */
  cause: string | undefined = undefined;
  /** Whether the stage's cache had the answer; `undefined` where nobody asked it. */
  cache: 'hit' | 'miss' | undefined = undefined;
  /** Whether a canary release took the request. */
  isCanary = false;
  /** The execution log as it is being written; `undefined` where nobody reads one, so that `trail.trace?.` costs nothing. */
  trace: ExecutionTrace | undefined = undefined;
  /** Step, milliseconds and what was noted, three by three. */
  readonly #entries: Entry[] = [];
  readonly #clock: Pick<Clock, 'now'>;

  constructor(
    requestId: string,
    extendedRequestId: string,
    apiId: string,
    stageName: string,
    startedAt: number,
    clock: Pick<Clock, 'now'>,
  ) {
    this.requestId = requestId;
    this.extendedRequestId = extendedRequestId;
    this.apiId = apiId;
    this.stageName = stageName;
    this.startedAt = startedAt;
    this.#clock = clock;
  }

  /** A step begins. */
  enter(step: string): void {
    this.#entries.push(step, this.#clock.now() - this.startedAt, undefined);
  }

  /**
   * What was decided in a step, for `samlet why`: `trail.note('throttle', 'the bucket of plan {} has {} tokens left', id, 12)`.
   * The text is put together when somebody asks, a `{}` for each value. No secrets: whoever reads the machine reads it.
   */
  note(step: string, text: string, ...values: readonly NoteValue[]): void {
    const noted = values.length === 0 ? text : [text, ...values];
    this.#entries.push(step, this.#clock.now() - this.startedAt, noted as Entry);
  }

  /** The step entered last: where a refusal came from. */
  get lastStep(): string | undefined {
    for (let at = this.#entries.length - 3; at >= 0; at -= 3) {
      if (this.#entries[at + 2] === undefined) return this.#entries[at] as string;
    }
    return undefined;
  }

  /** Milliseconds since the request came at which a step began; `undefined` when it did not. */
  enteredAt(step: string): number | undefined {
    for (let at = 0; at < this.#entries.length; at += 3) {
      if (this.#entries[at] === step && this.#entries[at + 2] === undefined) return this.#entries[at + 1] as number;
    }
    return undefined;
  }

  /** Milliseconds from the beginning of a step to that of the next one, or to the answer. */
  durationOf(step: string): number | undefined {
    const from = this.enteredAt(step);
    if (from === undefined) return undefined;
    let found = false;
    for (let at = 0; at < this.#entries.length; at += 3) {
      if (this.#entries[at + 2] !== undefined) continue;
      if (found) return (this.#entries[at + 1] as number) - from;
      found = this.#entries[at] === step;
    }
    return Math.max(0, this.latencyMs - from);
  }

  toRecord(): RequestRecord {
    const { refusal, cause, resourcePath, httpMethod } = this;
    const route = resourcePath === '' ? '' : ` ${httpMethod} ${resourcePath}`;
    return {
      kind: 'api',
      requestId: this.requestId,
      extendedRequestId: this.extendedRequestId,
      at: this.startedAt,
      durationMs: this.latencyMs,
      status: this.status,
      request: `${httpMethod} ${this.path}`,
      target: `${this.apiId}/${this.stageName}${route}`,
      decisions: this.#withOutcomes(),
      ...(refusal !== undefined && { refusal: { type: refusal, ...(cause !== undefined && { reason: cause }) } }),
    };
  }

  /** With what the trail knows of cache and backend without anybody's note. */
  #withOutcomes(): readonly Decision[] {
    const decisions = [...this.decisions()];
    const { cache, integrationLatencyMs, integrationStatus } = this;
    const insert = (after: number, outcome: Decision) => void decisions.splice(after + 1, 0, outcome);
    if (cache !== undefined) {
      const text = cache === 'hit' ? 'the cache had the answer' : 'the cache had no answer';
      const at = decisions.findLastIndex(({ step }) => step === 'cache');
      insert(at, { step: 'cache', atMs: decisions[at]?.atMs ?? 0, text });
    }
    if (integrationLatencyMs !== undefined) {
      const what = integrationStatus === undefined ? 'did not answer' : `answered ${integrationStatus}`;
      const at = decisions.findIndex(({ step }) => step === 'integration');
      const atMs = (decisions[at]?.atMs ?? 0) + integrationLatencyMs;
      insert(at, { step: 'integration', atMs, text: `the backend ${what} after ${integrationLatencyMs} ms` });
    }
    return decisions;
  }

  decisions(): readonly Decision[] {
    const decisions: Decision[] = [];
    for (let at = 0; at < this.#entries.length; at += 3) {
      const [step, atMs, noted] = this.#entries.slice(at, at + 3) as [string, number, Entry];
      decisions.push({ step, atMs, text: textOf(noted) });
    }
    return decisions;
  }
}

function textOf(noted: Entry): string | undefined {
  if (typeof noted !== 'object') return noted as string | undefined;
  const [text, ...values] = noted;
  let next = 0;
  return String(text).replace(/\{\}/g, () => String(values[next++] ?? '-'));
}
