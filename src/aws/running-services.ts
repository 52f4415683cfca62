import type { Clock } from '../std/clock.ts';
import type { Ids } from '../std/ids.ts';
import type { Authorizer } from './authorizer.ts';
import type { CallOrigin } from './caller.ts';
import { loadSchemas } from './load-schemas.ts';
import { type CallContext, type Caller, type CallService, EncodedAnswer, type ServiceDefinition } from './service.ts';
import { ServiceError } from './service-error.ts';
import type { ServiceSchemas } from './shape.ts';

// biome-ignore lint/suspicious/noExplicitAny: services differ in their state
export type AnyService<Platform> = ServiceDefinition<Platform, any>;

/** What the AWS layer itself needs of the platform that services are built on. */
export interface ServicePlatform {
  readonly account: string;
  readonly region: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Asked before every operation but those that samlet itself calls. */
  readonly authorizer: Authorizer;
}

export interface RunningService {
  readonly definition: AnyService<never>;
  /** The name in a signature's credential scope. */
  readonly signingName: string;
  readonly state: unknown;
  readonly schemas: () => Promise<ServiceSchemas>;
  /**
   * Asks IAM whether the caller may, and runs an operation. `caller` is `undefined` where samlet itself calls, unlimited.
   * Throws `ServiceError` when samlet has not built it, `AccessDenied` when IAM does not allow it.
   */
  run(
    operation: string,
    input: unknown,
    caller: Caller | undefined,
    requestId: string,
    origin?: CallOrigin,
  ): Promise<unknown> | unknown;
}

/** All services with their states, made once and in the order of the list. */
export interface RunningServices<Platform = unknown> {
  readonly platform: Platform;
  readonly all: readonly RunningService[];
  readonly callService: CallService;
  find(id: string): RunningService | undefined;
  /** The services that sign as `name`. */
  signingAs(name: string): readonly RunningService[];
  /** Stops what the services started, the last one first. */
  stop(): Promise<void>;
}

/** An operation that samlet has not built, whether AWS knows it or not. SDKs do not retry it. */
export function notBuilt(service: string, operation: string): ServiceError {
  return new ServiceError(
    'UnknownOperationException',
    `samlet does not implement ${service}:${operation} yet: see docs/coverage.md`,
  );
}

/**
 * Builds every service's state on the platform that `makePlatform` gives; it gets the in-process caller, which may be
 * called once this function has returned.
 */
export function runningServices<Platform extends ServicePlatform>(
  definitions: readonly AnyService<Platform>[],
  makePlatform: (callService: CallService) => Platform,
): RunningServices<Platform> {
  const byId = new Map<string, RunningService>();
  const bySigningName = new Map<string, RunningService[]>();

  const callService: CallService = async (service, operation, input, as) => {
    const running = byId.get(service);
    if (running === undefined) throw notBuilt(service, operation);
    const answer = await running.run(operation, input, as, platform.ids.uuid());
    return answer instanceof EncodedAnswer ? JSON.parse(Buffer.from(answer.body).toString('utf8')) : answer;
  };

  const platform = makePlatform(callService);
  const { account, region, clock, ids, authorizer } = platform;
  const root: Caller = { arn: `arn:aws:iam::${account}:root`, userId: account, account, kind: 'root' };

  for (const definition of definitions) {
    const state: unknown = definition.newState(platform);
    const { operations } = definition;
    const running: RunningService = {
      definition,
      signingName: definition.signingName ?? definition.id,
      state,
      schemas: () => loadSchemas(definition.client, definition.doubles),
      run(name, input, caller, requestId, origin) {
        const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
        if (operation === undefined) throw notBuilt(definition.id, name);
        const call: CallContext<unknown> = {
          account,
          region,
          requestId,
          caller: caller ?? root,
          ...(origin !== undefined && { origin }),
          clock,
          ids,
          state,
          callService,
        };
        const { access } = operation;
        if (caller === undefined) return operation(input, call);

        const checks = access.checks(input, call);
        const asked = { caller, requestId, operation: `${definition.id}:${name}`, origin };
        const passed =
          checks instanceof Promise
            ? checks.then((found) => authorizer.authorize(found, asked))
            : authorizer.authorize(checks, asked);
        return passed === undefined ? operation(input, call) : passed.then(() => operation(input, call));
      },
    };
    byId.set(definition.id, running);
    const signing = bySigningName.get(running.signingName);
    if (signing === undefined) bySigningName.set(running.signingName, [running]);
    else signing.push(running);
  }
  const all = [...byId.values()];

  return {
    platform,
    all,
    callService,
    find: (id) => byId.get(id),
    signingAs: (name) => bySigningName.get(name) ?? [],
    async stop() {
      for (const { definition, state } of [...all].reverse()) await definition.stop?.(state as never);
    },
  };
}
