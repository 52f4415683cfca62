import { ServiceError } from '../../aws/service-error.ts';
import type { Clock } from '../../std/clock.ts';
import type { MetricRecorder, MetricStore } from '../../telemetry/metric-store.ts';
import type { Route } from './route-table.ts';

const NAMESPACE = 'AWS/Lambda';

/** What an invocation that came to its end is measured by. */
interface Ended {
  readonly functionError: string | undefined;
  readonly durationMs: number;
}

/** Lambda's metrics in CloudWatch: by function, by what was called of it (`Resource`), by version, and for the account. */
export interface InvocationMetrics {
  /** Runs an invocation of `route` that `version` takes, and tells CloudWatch of it. */
  measure<Result extends Ended>(route: Route, version: string, invocation: () => Promise<Result>): Promise<Result>;
}

/** The recorders of one combination of dimensions. */
interface Recorders {
  readonly invocations: MetricRecorder;
  readonly errors: MetricRecorder;
  readonly duration: MetricRecorder;
  readonly throttles: MetricRecorder;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export function invocationMetrics(metrics: MetricStore, clock: Clock): InvocationMetrics {
  const count = (name: string, dimensions: Readonly<Record<string, string>>) =>
    metrics.recorder(NAMESPACE, name, dimensions, 'Count');
  const recorders = (dimensions: Readonly<Record<string, string>>): Recorders => ({
    invocations: count('Invocations', dimensions),
    errors: count('Errors', dimensions),
    duration: metrics.recorder(NAMESPACE, 'Duration', dimensions, 'Milliseconds'),
    throttles: count('Throttles', dimensions),
  });
  const ofAccount = recorders({});
  const accountConcurrency = count('ConcurrentExecutions', {});
  const unreserved = count('UnreservedConcurrentExecutions', {});
  /** Routes end with each change of a function, and with them what was kept for them. */
  const ofRoutes = new WeakMap<Route, Map<string, readonly Recorders[]>>();
  const concurrency = new Map<string, { running: number; readonly recorder: MetricRecorder }>();
  let running = 0;
  let runningUnreserved = 0;

  const recordersOf = (route: Route, version: string): readonly Recorders[] => {
    let ofVersions = ofRoutes.get(route);
    if (ofVersions === undefined) {
      ofVersions = new Map();
      ofRoutes.set(route, ofVersions);
    }
    let found = ofVersions.get(version);
    if (found === undefined) {
      const FunctionName = route.record.name;
      const qualifier = route.invokedArn.slice(route.record.arn.length);
      const Resource = `${FunctionName}${qualifier}`;
      const isAlias = qualifier !== '' && qualifier !== ':$LATEST' && !/^:\d+$/.test(qualifier);
      found = [
        ofAccount,
        recorders({ FunctionName }),
        recorders({ FunctionName, Resource }),
        ...(isAlias ? [recorders({ FunctionName, Resource, ExecutedVersion: version })] : []),
      ];
      ofVersions.set(version, found);
    }
    return found;
  };

  const concurrencyOf = (functionName: string) => {
    let found = concurrency.get(functionName);
    if (found === undefined) {
      found = { running: 0, recorder: count('ConcurrentExecutions', { FunctionName: functionName }) };
      concurrency.set(functionName, found);
    }
    return found;
  };

  return {
    async measure(route, version, invocation) {
      const all = recordersOf(route, version);
      const { name, reservedConcurrency } = route.record;
      const ofFunction = concurrencyOf(name);
      const startedAt = clock.now();
      running += 1;
      ofFunction.running += 1;
      if (reservedConcurrency === undefined) runningUnreserved += 1;
      const concurrent = { all: running, ofFunction: ofFunction.running, unreserved: runningUnreserved };
      try {
        const result = await invocation();
        const { functionError, durationMs } = result;
        const isError = Number(functionError !== undefined);
        for (const { invocations, errors, duration, throttles } of all) {
          invocations.add(1, startedAt);
          errors.add(isError, startedAt);
          duration.add(durationMs, startedAt);
          throttles.add(0, startedAt);
        }
        accountConcurrency.add(concurrent.all, startedAt);
        ofFunction.recorder.add(concurrent.ofFunction, startedAt);
        if (reservedConcurrency === undefined) unreserved.add(concurrent.unreserved, startedAt);
        return result;
      } catch (error) {
        // A throttled call is neither an invocation nor an error.
        if (error instanceof ServiceError && error.status === 429) {
          for (const { throttles } of all) throttles.add(1, startedAt);
        }
        throw error;
      } finally {
        running -= 1;
        ofFunction.running -= 1;
        if (reservedConcurrency === undefined) runningUnreserved -= 1;
      }
    },
  };
}
