import type { CallService } from '../../src/aws/service.ts';
import { type AfterAnswer, afterAnswer } from '../../src/gateway/answered/after-answer.ts';
import type { AnsweredCall } from '../../src/gateway/answered/answered-call.ts';
import { memoryStore } from '../../src/store/memory-store.ts';
import type { Store } from '../../src/store/store.ts';
import { readLogs } from '../../src/telemetry/log-reader.ts';
import type { MetricDatum, MetricStore } from '../../src/telemetry/metric-store.ts';
import { requestRecords } from '../../src/telemetry/request-records.ts';
import { type SegmentStore, storedSegments } from '../../src/telemetry/segment-store.ts';
import { serverLog } from '../../src/telemetry/server-log.ts';
import { storedLogs } from '../../src/telemetry/stored-logs.ts';
import { type TestGateway, testGateway } from './deployed-api.ts';
import { manualClock } from './manual-clock.ts';

export interface ObservedApi {
  readonly gateway: TestGateway;
  readonly store: Store;
  readonly segments: SegmentStore;
  readonly metrics: MetricDatum[];
  /** The messages of a log group, once everything so far is written. */
  logged(group: string): Promise<string[]>;
  /** Patches the stage `test` of an API. */
  patch(restApiId: string, patches: Readonly<Record<string, string>>): Promise<void>;
  flush(): Promise<void>;
}

export const ROLE_ARN = 'arn:aws:iam::000000000000:role/logs';
export const logGroupArn = (group: string): string => `arn:aws:logs:us-east-1:000000000000:log-group:${group}`;

/** A test gateway of which logs, metrics, segments and records are kept in a store of their own. */
export function observedApi(callService?: CallService): ObservedApi {
  const store = memoryStore();
  const observers: { after?: AfterAnswer } = {};
  const gateway = testGateway(callService, {
    onAnswered: (answered: AnsweredCall) => observers.after?.answered(answered),
  });
  // Batches of the stores are written when a test asks, not by the gateway's clock.
  const clock = { now: gateway.clock.now, sleep: manualClock().sleep };
  const onFault = (error: unknown) => {
    throw error;
  };
  const logs = storedLogs({ store, clock, onFault });
  const metrics: MetricDatum[] = [];
  const tallies: (() => void)[] = [];
  const metricStore: MetricStore = {
    recorder: () => ({ add() {} }),
    record() {},
    put: (datum) => void metrics.push(datum),
    beforeFlush: (handOver) => void tallies.push(handOver),
    flush: async () => {
      for (const handOver of tallies) handOver();
    },
  };
  const segments = storedSegments({ store, clock, onFault });
  const requests = requestRecords({ store, clock, onFault });
  const log = serverLog((_level, message) => onFault(new Error(message)));
  const after = afterAnswer({ clock, log, logs, metrics: metricStore, requests, segments });
  observers.after = after;

  return {
    gateway,
    store,
    segments,
    metrics,
    flush: after.flush,
    async logged(group) {
      await after.flush();
      const messages: string[] = [];
      for await (const { message } of readLogs(store, group)) messages.push(message);
      return messages;
    },
    async patch(restApiId, patches) {
      await gateway.operate('UpdateAccount', {
        patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: ROLE_ARN }],
      });
      const patchOperations = Object.entries(patches).map(([path, value]) => ({ op: 'replace', path, value }));
      await gateway.operate('UpdateStage', { restApiId, stageName: 'test', patchOperations });
    },
  };
}
