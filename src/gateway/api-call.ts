import type { Authenticate } from '../aws/authenticate.ts';
import type { Authorizer } from '../aws/authorizer.ts';
import type { CredentialStore } from '../aws/credentials.ts';
import type { Caller, CallService } from '../aws/service.ts';
import type { ServiceRequests } from '../aws/service-requests.ts';
import type { Clock } from '../std/clock.ts';
import type { HttpRequest, HttpResponse } from '../std/http-message.ts';
import type { ServerLog } from '../telemetry/server-log.ts';
import type { Trail } from '../telemetry/trail.ts';
import type { AuthorizerContext } from './authorizers/authorizer-context.ts';
import type { AuthorizerResults } from './authorizers/authorizer-results.ts';
import type { UserPoolKeys } from './authorizers/user-pool-keys.ts';
import type { MayInvalidateCache } from './cache/may-invalidate-cache.ts';
import type { ResponseCache } from './cache/response-cache.ts';
import type { Deadlines } from './deadlines.ts';
import type { DeployedMethod, DeployedStage } from './deployed-stage.ts';
import type { ServedDomain } from './domain-registry.ts';
import type { FirewallOutcome, FirewallRegistry } from './firewall.ts';
import type { AdmittedKey, KeyRegistry } from './limits/key-registry.ts';
import type { RateLimit, TokenBuckets } from './limits/token-buckets.ts';
import type { UsageMeter } from './limits/usage-meter.ts';

/** Where the front door found the API: what of the URL is host, stage and path. */
export interface InvokeTarget {
  /** Empty where a custom domain name leads to no API. */
  readonly apiId: string;
  /** Empty where the path names none. */
  readonly stageName: string;
  /** The raw path behind the stage; starts with a slash. */
  readonly path: string;
  readonly domainName: string;
  /** The stage is no part of the URL: as with a custom domain name, `requestContext.path` goes without it. */
  readonly implied: boolean;
  /** Given where a custom domain name led here. */
  readonly custom?: CustomDomain;
}

export interface CustomDomain {
  readonly domain: ServedDomain;
  /** `''` or `/base`. */
  readonly basePath: string;
}

/** What integrations reach the world with. */
export interface Backends {
  readonly account: string;
  readonly region: string;
  readonly callService: CallService;
  /** Requests to AWS services in their own form, for integrations of type AWS. */
  readonly services: ServiceRequests | undefined;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly log: ServerLog;
  readonly keys: KeyRegistry;
  readonly usage: UsageMeter;
  readonly buckets: TokenBuckets;
  readonly firewalls: FirewallRegistry;
  /** What all APIs of the account together may take. */
  readonly accountLimit: RateLimit;
  readonly results: AuthorizerResults;
  readonly responses: ResponseCache;
  readonly mayInvalidateCache: MayInvalidateCache;
  readonly credentials: CredentialStore;
  readonly authenticate: Authenticate;
  readonly authorizer: Authorizer;
  readonly userPoolKeys: UserPoolKeys;
}

/** One request to a deployed stage, before its method is known. */
export interface ApiCall {
  /** As the client sent it, with what a web ACL adds. */
  request: HttpRequest;
  readonly target: InvokeTarget;
  readonly stage: DeployedStage;
  /** The path behind the stage as the method sees it: one slash at its start, else as sent. */
  readonly path: string;
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** `Root=1-...`, the client's own where it sent one. */
  readonly traceRoot: string;
  readonly receivedAt: number;
  readonly trail: Trail;
  readonly backends: Backends;
  /** The same call once its method is known: what comes after an answer needs all of it, also of a refused one. */
  routed?: RoutedCall | undefined;
  /** What the stage's web ACL said; `undefined` where it has none. */
  firewall?: FirewallOutcome | undefined;
}

/** A call whose method is known. */
export interface RoutedCall extends ApiCall {
  readonly method: DeployedMethod;
  /** Still percent-encoded, as AWS hands them on; `null` when the path has none. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
  /** Who may call, as the stages on the way find out; `undefined` where the method does not ask. */
  authorizer: AuthorizerContext | undefined;
  caller: Caller | undefined;
  admitted: AdmittedKey | undefined;
}

/** Lets a caller through, or throws a `GatewayError`. */
export type Authorize = (call: RoutedCall) => Promise<void>;

/** Runs a method's integration: method request in, method response out. Throws a `GatewayError`. */
export type Integrate = (call: RoutedCall) => Promise<HttpResponse>;
