import type { Method } from '@aws-sdk/client-api-gateway';
import type { AccessLog } from './answered/access-log.ts';
import type { MethodLogging } from './answered/method-logging.ts';
import type { Authorize, Integrate } from './api-call.ts';
import type { ApiDefinition } from './api-definition.ts';
import type { MethodCache } from './cache/compile-cache.ts';
import type { RateLimit } from './limits/token-buckets.ts';
import type { MediaTypes } from './media-types.ts';
import type { Router } from './router.ts';
import type { RequestValidation } from './validation/compile-validation.ts';

/** A method, compiled. */
export interface DeployedMethod {
  readonly resourceId: string;
  /** `/users/{id}` */
  readonly resourcePath: string;
  /** As defined: may be `ANY`. */
  readonly httpMethod: string;
  readonly definition: Method;
  /** What follows is `undefined` for a method that does not ask for it, which then pays nothing for it. */
  readonly authorize: Authorize | undefined;
  readonly apiKeyRequired: boolean;
  readonly throttle: RateLimit | undefined;
  readonly validation: RequestValidation | undefined;
  /** The execution log of its requests. */
  readonly logging: MethodLogging | undefined;
  /** Whether it has metrics of its own beside those of the stage. */
  readonly detailedMetrics: boolean;
  readonly cache: MethodCache | undefined;
  readonly integrate: Integrate;
}

/**
 * A stage with the deployment it points to, compiled: a router and typed methods, frozen at CreateDeployment. Edits of the
 * API are invisible here until the next deployment, as on AWS.
 */
export interface DeployedStage {
  readonly apiId: string;
  readonly apiName: string;
  readonly stageName: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The variables, or `null` when there are none: what an event has. */
  readonly stageVariables: Readonly<Record<string, string>> | null;
  readonly tracingEnabled: boolean;
  readonly accessLog: AccessLog | undefined;
  readonly binaryMediaTypes: MediaTypes;
  readonly router: Router<DeployedMethod>;
  readonly definition: ApiDefinition;
  /** What the cache cluster holds; `undefined` without one. */
  readonly cacheBytes: number | undefined;
  /** `true` for a canary release, `false` for the other requests of a stage that has one, `undefined` where there is none. */
  readonly isCanary: boolean | undefined;
  /** Takes a part of the stage's requests. */
  readonly canary: CanaryRelease | undefined;
}

export interface CanaryRelease {
  readonly percentTraffic: number;
  /** The same stage with the canary's deployment and variables. */
  readonly stage: DeployedStage;
}
