import { authorizer } from '../../src/aws/authorizer.ts';
import { type AwsEndpoint, awsEndpoint } from '../../src/aws/aws-endpoint.ts';
import { type CredentialStore, credentialStore } from '../../src/aws/credentials.ts';
import { principals as principalRegistry } from '../../src/aws/principals.ts';
import { type AnyService, type RunningServices, runningServices } from '../../src/aws/running-services.ts';
import { stageRegistry } from '../../src/gateway/stage-registry.ts';
import { type Listener, listen } from '../../src/server/listener.ts';
import type { Platform } from '../../src/services/platform.ts';
import { type Clock, systemClock } from '../../src/std/clock.ts';
import { randomIds } from '../../src/std/ids.ts';
import { memoryStore } from '../../src/store/memory-store.ts';
import { changeStreams } from '../../src/streams/change-streams.ts';
import { accessUses as accessUseRecords } from '../../src/telemetry/access-uses.ts';
import { embeddedMetrics } from '../../src/telemetry/embedded-metrics.ts';
import { storedLogs } from '../../src/telemetry/stored-logs.ts';
import { storedMetrics } from '../../src/telemetry/stored-metrics.ts';

export interface TestEndpoint {
  readonly handle: AwsEndpoint;
  readonly services: RunningServices<Platform>;
  readonly credentials: CredentialStore;
  /** What was said to the person who started it: warnings and faults. */
  readonly said: string[];
  /** Opens a free port for real clients. */
  listen(): Promise<Listener>;
}

/** AWS's endpoint over some services on a store in memory, with nothing that runs functions. */
export function testEndpoint(
  definitions: readonly AnyService<Platform>[],
  clock: Clock = systemClock,
  dataDir = '/nowhere',
): TestEndpoint {
  const said: string[] = [];
  const store = memoryStore();
  const metrics = storedMetrics({ store, clock });
  const account = '000000000000';
  const credentials = credentialStore({ account, clock, ids: randomIds });
  const log = {
    info: () => {},
    warn: (message: string) => void said.push(message),
    error: (message: string, error?: unknown) =>
      void said.push(`${message}: ${error instanceof Error ? error.stack : error}`),
    once: (_key: string, message: string) => void (said.includes(message) || said.push(message)),
    markSaid: () => {},
  };
  const principals = principalRegistry();
  const accessUses = accessUseRecords({ store, clock });
  const iam = authorizer({
    principals,
    clock,
    region: 'us-east-1',
    mode: 'enforce',
    log,
    onDecision: accessUses.record,
  });
  const services = runningServices<Platform>(definitions, (callService) => ({
    account,
    region: 'us-east-1',
    clock,
    ids: randomIds,
    store,
    dataDir,
    log,
    logs: storedLogs({ store, clock, onEvents: embeddedMetrics(metrics, clock) }),
    metrics,
    changeStreams: changeStreams({ store, clock }),
    credentials,
    principals,
    authorizer: iam,
    accessUses,
    invoker: {
      invoke: () => Promise.reject(new Error('no function runs here')),
      retire: () => false,
      prepare: () => {},
      stats: () => ({ environments: 0, busy: 0, waiting: 0 }),
      stop: () => Promise.resolve(),
    },
    stages: stageRegistry(),
    callService,
    endpointUrl: () => 'http://127.0.0.1:4566',
  }));
  const handle = awsEndpoint({ services, credentials, log });
  return {
    handle,
    services,
    credentials,
    said,
    listen: () => listen({ host: '127.0.0.1', port: 0, handle, onFault: (error) => said.push(String(error)) }),
  };
}
