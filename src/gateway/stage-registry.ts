import type { CallService } from '../aws/service.ts';
import type { HttpRequest } from '../std/http-message.ts';
import type { AnsweredCall } from './answered/answered-call.ts';
import type { InvokeTarget } from './api-call.ts';
import { type AuthorizerResults, authorizerResults } from './authorizers/authorizer-results.ts';
import { memoryResponseCache, type ResponseCache } from './cache/response-cache.ts';
import type { DeployedStage } from './deployed-stage.ts';
import { type DomainRegistry, domainRegistry } from './domain-registry.ts';
import { type FirewallRegistry, firewallRegistry } from './firewall.ts';
import { type KeyRegistry, keyRegistry } from './limits/key-registry.ts';
import { type UsageMeter, usageMeter } from './limits/usage-meter.ts';

export interface TestInvocation {
  readonly stage: DeployedStage;
  /** In the place of the gateway's own. */
  readonly callService?: CallService;
}

/** What the gateway serves now: stages by API id and stage name, and what opens them to callers. */
export interface StageRegistry {
  find(apiId: string, stageName: string): DeployedStage | undefined;
  /** Puts a stage into service, or replaces it for requests that start from now on. */
  set(stage: DeployedStage): void;
  remove(apiId: string, stageName: string): void;
  /** Custom domain names with their base path mappings. */
  readonly domains: DomainRegistry;
  /** The web ACLs in front of stages. */
  readonly firewalls: FirewallRegistry;
  /** Runs a request in a stage that is not in service; set by the gateway that serves this registry. */
  invokeTest?: (request: HttpRequest, target: InvokeTarget, test: TestInvocation) => Promise<AnsweredCall | undefined>;
  readonly keys: KeyRegistry;
  readonly usage: UsageMeter;
  readonly authorizerResults: AuthorizerResults;
  readonly responses: ResponseCache;
}

export function stageRegistry(responses: ResponseCache = memoryResponseCache()): StageRegistry {
  const stages = new Map<string, DeployedStage>();
  const key = (apiId: string, stageName: string) => `${apiId}/${stageName}`;
  return {
    find: (apiId, stageName) => stages.get(key(apiId, stageName)),
    set(stage) {
      const place = key(stage.apiId, stage.stageName);
      // A cluster of another size is another cluster, and empty.
      if (stages.get(place)?.cacheBytes !== stage.cacheBytes) void responses.flush(place);
      stages.set(place, stage);
    },
    remove(apiId, stageName) {
      const place = key(apiId, stageName);
      stages.delete(place);
      void responses.flush(place);
    },
    domains: domainRegistry(),
    firewalls: firewallRegistry(),
    keys: keyRegistry(),
    usage: usageMeter(),
    authorizerResults: authorizerResults(),
    responses,
  };
}
