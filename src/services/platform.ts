import type { Authorizer } from '../aws/authorizer.ts';
import type { CredentialStore } from '../aws/credentials.ts';
import type { Principals } from '../aws/principals.ts';
import type { CallService } from '../aws/service.ts';
import type { Invoker } from '../execution/invoker.ts';
import type { StageRegistry } from '../gateway/stage-registry.ts';
import type { Clock } from '../std/clock.ts';
import type { Ids } from '../std/ids.ts';
import type { Store } from '../store/store.ts';
import type { ChangeStreams } from '../streams/change-streams.ts';
import type { AccessUses } from '../telemetry/access-uses.ts';
import type { LogStore } from '../telemetry/log-store.ts';
import type { MetricStore } from '../telemetry/metric-store.ts';
import type { ServerLog } from '../telemetry/server-log.ts';

/** What a service may build its state on. Made once, by the composition root. */
export interface Platform {
  readonly account: string;
  readonly region: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly store: Store;
  /** A folder for files too large for the store: unpacked code, bundles. Kept over restarts unless ephemeral. */
  readonly dataDir: string;
  readonly log: ServerLog;
  readonly logs: LogStore;
  readonly metrics: MetricStore;
  /** Streams of the changes of tables: DynamoDB writes, DynamoDB Streams and event source mappings read. */
  readonly changeStreams: ChangeStreams;
  readonly credentials: CredentialStore;
  /** The policies of users and roles: IAM says how they are read, and when they changed. */
  readonly principals: Principals;
  /** Asked before every operation; services ask it for what goes on within one. */
  readonly authorizer: Authorizer;
  /** What users and roles have used of their permissions. */
  readonly accessUses: AccessUses;
  readonly invoker: Invoker;
  /** The stages that the gateway serves: API Gateway's control plane writes, the front door reads. */
  readonly stages: StageRegistry;
  readonly callService: CallService;
  /** Whether DynamoDB's tables refuse what is beyond their throughput; they do when it is not said. */
  readonly throttling?: boolean;
  /** `http://127.0.0.1:4566`; known once the listener is up. */
  readonly endpointUrl: () => string;
}
