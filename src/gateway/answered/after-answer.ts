import { finished, type Readable } from 'node:stream';
import type { Clock } from '../../std/clock.ts';
import { Lru } from '../../std/lru.ts';
import type { LogEvent, LogStore } from '../../telemetry/log-store.ts';
import type { MetricStore } from '../../telemetry/metric-store.ts';
import type { RequestRecords } from '../../telemetry/request-records.ts';
import type { SegmentStore } from '../../telemetry/segment-store.ts';
import type { ServerLog } from '../../telemetry/server-log.ts';
import type { DeployedStage } from '../deployed-stage.ts';
import type { AnsweredCall } from './answered-call.ts';
import { apiMetrics } from './api-metrics.ts';
import { executionLogEvents, executionLogGroup, gatewayLogStream } from './execution-log.ts';
import { isSampled, stageSegment } from './stage-segment.ts';

export interface AfterAnswerOptions {
  readonly clock: Clock;
  readonly log: ServerLog;
  readonly logs: LogStore;
  readonly metrics: MetricStore;
  readonly requests: RequestRecords;
  readonly segments: SegmentStore;
}

export interface AfterAnswer {
  /** Takes a request that is answered. What follows from it is done once the answer is on its way. */
  answered(answered: AnsweredCall): void;
  /** Resolves once all that follows from the requests so far is kept. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** What follows from each request: its metrics, access log, execution log, segment, and its record for `samlet why`. */
export function afterAnswer({ clock, log, logs, metrics, requests, segments }: AfterAnswerOptions): AfterAnswer {
  const counts = apiMetrics(metrics, clock);
  const streams = new Lru<string, string>(1000);
  let waiting: AnsweredCall[] = [];

  const streamOf = (group: string): string => {
    let stream = streams.get(group);
    if (stream === undefined) {
      stream = gatewayLogStream(group);
      streams.set(group, stream);
    }
    return stream;
  };

  /** A canary's requests are logged with those of its stage, and once more by themselves. */
  const append = ({ isCanary }: DeployedStage, group: string, events: readonly LogEvent[]) => {
    logs.append(group, streamOf(group), events);
    if (isCanary === true) logs.append(`${group}/Canary`, streamOf(`${group}/Canary`), events);
  };

  const settle = (answered: AnsweredCall) => {
    const { call } = answered;
    const { stage, trail, routed } = call;
    counts.count(answered);
    const { accessLog } = stage;
    if (accessLog !== undefined) {
      const timestamp = call.receivedAt + trail.latencyMs;
      append(stage, accessLog.group, [{ timestamp, message: accessLog.line(answered) }]);
    }
    if (routed?.method.logging !== undefined) {
      const group = executionLogGroup(stage.apiId, stage.stageName);
      append(stage, group, executionLogEvents(answered, routed.method.logging));
      trail.trace = undefined;
    }
    if (stage.tracingEnabled && isSampled(call)) segments.append(stageSegment(answered));
    requests.keep(trail);
  };

  const drain = () => {
    const batch = waiting;
    waiting = [];
    for (const answered of batch) {
      try {
        settle(answered);
      } catch (error) {
        log.error(`The request ${answered.call.requestId} could not be logged`, error);
      }
    }
  };

  const flush = async () => {
    drain();
    await Promise.all([counts.flush(), logs.flush(), requests.flush(), segments.flush()]);
  };

  const take = (answered: AnsweredCall) => {
    waiting.push(answered);
    if (waiting.length === 1) setImmediate(drain);
  };

  return {
    answered(answered) {
      const { stream } = answered.response;
      if (stream === undefined) take(answered);
      else
        whenStreamed(stream, (streamedBytes) => {
          answered.call.trail.latencyMs = clock.now() - answered.call.receivedAt;
          take({ ...answered, streamedBytes });
        });
    },
    flush,
    async stop() {
      drain();
      await counts.stop();
    },
  };
}

/** A streamed answer is over when its last byte is. The stream stays paused until somebody sends it. */
function whenStreamed(stream: Readable, over: (bytes: number) => void): void {
  let bytes = 0;
  stream.pause();
  stream.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
  });
  finished(stream, () => over(bytes));
}
