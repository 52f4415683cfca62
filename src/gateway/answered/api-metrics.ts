import type { Clock } from '../../std/clock.ts';
import type { MetricDimensions, MetricStore } from '../../telemetry/metric-store.ts';
import type { DeployedMethod, DeployedStage } from '../deployed-stage.ts';
import type { AnsweredCall } from './answered-call.ts';

const NAMESPACE = 'AWS/ApiGateway';
const MINUTE_MS = 60_000;
const FLUSH_MS = 1000;

/** What happened to a stage or a method within a minute, not yet recorded. */
interface Tally {
  readonly dimensions: readonly MetricDimensions[];
  atMs: number;
  count: number;
  clientErrors: number;
  serverErrors: number;
  cacheHits: number;
  cacheMisses: number;
  readonly latencies: Map<number, number>;
  readonly integrationLatencies: Map<number, number>;
}

export interface ApiMetrics {
  count(answered: AnsweredCall): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The metrics of deployed APIs: by API, by stage, and by method where the stage's settings ask for it. Tallied here, so
 * that a request costs a few additions, and recorded within a second.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function apiMetrics(metrics: MetricStore, clock: Clock): ApiMetrics {
  const ofStages = new WeakMap<DeployedStage, Tally>();
  const ofMethods = new WeakMap<DeployedMethod, Map<string, Tally>>();
  const stopped = new AbortController();
  let waiting: Tally[] = [];
  let scheduled = false;

  const record = () => {
    const tallies = waiting;
    waiting = [];
    for (const tally of tallies) recordTally(metrics, tally);
  };
  metrics.beforeFlush(record);

  const add = (tally: Tally, { call, response }: AnsweredCall) => {
    const { receivedAt, trail } = call;
    if (tally.count > 0 && Math.floor(receivedAt / MINUTE_MS) !== Math.floor(tally.atMs / MINUTE_MS)) {
      recordTally(metrics, tally);
    }
    if (tally.count === 0) {
      tally.atMs = receivedAt;
      if (!waiting.includes(tally)) waiting.push(tally);
    }
    tally.count += 1;
    if (response.status >= 500) tally.serverErrors += 1;
    else if (response.status >= 400) tally.clientErrors += 1;
    if (trail.cache === 'hit') tally.cacheHits += 1;
    else if (trail.cache === 'miss') tally.cacheMisses += 1;
    increase(tally.latencies, trail.latencyMs);
    if (trail.integrationLatencyMs !== undefined) increase(tally.integrationLatencies, trail.integrationLatencyMs);
  };

  return {
    count(answered) {
      const { stage, routed, request } = answered.call;
      let tally = ofStages.get(stage);
      if (tally === undefined) {
        tally = newTally(stageDimensions(stage));
        ofStages.set(stage, tally);
      }
      add(tally, answered);
      if (routed?.method.detailedMetrics === true) {
        add(methodTally(ofMethods, stage, routed.method, request.method), answered);
      }
      if (scheduled) return;
      scheduled = true;
      clock.sleep(FLUSH_MS, stopped.signal).then(
        () => {
          scheduled = false;
          record();
        },
        () => {},
      );
    },
    flush: () => metrics.flush(),
    stop() {
      stopped.abort();
      return metrics.flush();
    },
  };
}

/** A canary's requests count as its stage's, and once more by themselves. */
function stageDimensions({ apiName, stageName, isCanary }: DeployedStage): readonly MetricDimensions[] {
  const ofCanary = isCanary === true ? [{ ApiName: apiName, Stage: `${stageName}/Canary` }] : [];
  return [{ ApiName: apiName }, { ApiName: apiName, Stage: stageName }, ...ofCanary];
}

function methodTally(
  tallies: WeakMap<DeployedMethod, Map<string, Tally>>,
  { apiName, stageName }: DeployedStage,
  method: DeployedMethod,
  httpMethod: string,
): Tally {
  let byName = tallies.get(method);
  if (byName === undefined) {
    byName = new Map();
    tallies.set(method, byName);
  }
  let tally = byName.get(httpMethod);
  if (tally === undefined) {
    const dimensions = { ApiName: apiName, Stage: stageName, Resource: method.resourcePath, Method: httpMethod };
    tally = newTally([dimensions]);
    byName.set(httpMethod, tally);
  }
  return tally;
}

function newTally(dimensions: readonly MetricDimensions[]): Tally {
  return {
    dimensions,
    atMs: 0,
    count: 0,
    clientErrors: 0,
    serverErrors: 0,
    cacheHits: 0,
    cacheMisses: 0,
    latencies: new Map(),
    integrationLatencies: new Map(),
  };
}

function increase(counts: Map<number, number>, value: number): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** Records what was tallied, and begins anew. */
function recordTally(metrics: MetricStore, tally: Tally): void {
  const { count, atMs, clientErrors, serverErrors, cacheHits, cacheMisses } = tally;
  if (count === 0) return;
  // Each request counts, with 0 where nothing went wrong: so the average is the rate.
  const shares = (times: number) => [
    ...(times < count ? [{ value: 0, count: count - times }] : []),
    ...(times > 0 ? [{ value: 1, count: times }] : []),
  ];
  const distribution = (counts: ReadonlyMap<number, number>) =>
    [...counts].map(([value, times]) => ({ value, count: times }));
  const data: [name: string, unit: string, values: { readonly value: number; readonly count: number }[]][] = [
    ['Count', 'Count', [{ value: 1, count }]],
    ['4XXError', 'Count', shares(clientErrors)],
    ['5XXError', 'Count', shares(serverErrors)],
    ['Latency', 'Milliseconds', distribution(tally.latencies)],
    ['IntegrationLatency', 'Milliseconds', distribution(tally.integrationLatencies)],
    ['CacheHitCount', 'Count', cacheHits > 0 ? [{ value: 1, count: cacheHits }] : []],
    ['CacheMissCount', 'Count', cacheMisses > 0 ? [{ value: 1, count: cacheMisses }] : []],
  ];
  for (const dimensions of tally.dimensions) {
    for (const [name, unit, values] of data) {
      if (values.length > 0) metrics.put({ namespace: NAMESPACE, name, dimensions, unit, atMs, values });
    }
  }
  tally.count = 0;
  tally.clientErrors = 0;
  tally.serverErrors = 0;
  tally.cacheHits = 0;
  tally.cacheMisses = 0;
  tally.latencies.clear();
  tally.integrationLatencies.clear();
}
