import { availableParallelism, totalmem } from 'node:os';
import { ServiceError } from '../aws/service-error.ts';
import { detectSandboxLevel } from '../sandbox/detect-sandbox-level.ts';
import type { SandboxLevel } from '../sandbox/sandbox-policy.ts';
import type { Clock } from '../std/clock.ts';
import type { Ids } from '../std/ids.ts';
import type { LogStore } from '../telemetry/log-store.ts';
import type { ServerLog } from '../telemetry/server-log.ts';
import { type Alarm, Alarms } from './alarms.ts';
import { findAwsSdkDir } from './aws-sdk-dir.ts';
import { Environment, type EnvironmentHouse } from './environment.ts';
import type { FunctionVersion, InvocationRequest, InvocationResult, Invoker } from './invoker.ts';
import { mergedLayers } from './merged-layers.ts';
import { checkRuntime, runtimeCommand } from './runtime-command.ts';
import { type Waiting, WaitingLine } from './waiting-line.ts';

export interface InvokerOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logs: LogStore;
  readonly log: ServerLog;
  readonly region: string;
  readonly endpointUrl: () => string;
  /** samlet's `runtimes/` folder. */
  readonly runtimesDir: string;
  /** The `node_modules` with the SDK clients that Node functions without their own get; samlet's own by default. */
  readonly awsSdkDir?: string;
  /** How many environments the machine may hold at once; by cores and memory by default. */
  readonly maxEnvironments?: number;
  /** How long an unused environment is kept, in milliseconds; ten minutes by default. */
  readonly idleMs?: number;
  /** The strongest that works here by default. */
  readonly sandboxLevel?: SandboxLevel;
}

const DEFAULT_IDLE_MS = 600_000;
/** An environment starts with credentials for twelve hours, and a call may take a quarter of one. */
const MAX_AGE_MS = 11 * 3_600_000;
const MEMORY_CHECK_MS = 50;
const ENVIRONMENT_MB = 96;

/** Environments that may serve the same requests: those of one revision of one version. */
interface Pool {
  readonly key: string;
  readonly idle: Environment[];
  /** Started, and not yet free for the first time. */
  starting: number;
  isRetired: boolean;
}

const defaultMax = () =>
  Math.max(8, Math.min(4 * availableParallelism(), Math.floor(totalmem() / 2 / 1024 / 1024 / ENVIRONMENT_MB)));

const poolKey = (fn: FunctionVersion) => `${fn.functionArn}:${fn.version}:${fn.revisionId}`;

const tooManyRequests = (reason: string) =>
  new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason: reason, Type: 'User' });

/** Runs functions in sandboxed processes of this machine. */
export function createInvoker(options: InvokerOptions): Invoker {
  const { clock, log, maxEnvironments = defaultMax(), idleMs = DEFAULT_IDLE_MS } = options;
  const alarms = new Alarms(clock);
  const layers = mergedLayers();
  const pools = new Map<string, Pool>();
  const poolOf = new Map<Environment, Pool>();
  const starting = new Set<Environment>();
  const running = new Map<string, number>();
  const line = new WaitingLine();
  let _sweep: Alarm | undefined;
  let _memoryCheck: Alarm | undefined;
  let idleCount = 0;
  let isStopped = false;

  const house: EnvironmentHouse = {
    ...options,
    awsSdkDir: options.awsSdkDir ?? findAwsSdkDir(),
    sandboxLevel: options.sandboxLevel ?? detectSandboxLevel(),
    alarms,
    layersDir: layers.folder,
    onFree,
    onGone,
  };

  const busyCount = () => poolOf.size - idleCount;

  const leavingCount = () => {
    let count = 0;
    for (const environment of poolOf.keys()) if (environment.phase === 'shutdown') count += 1;
    return count;
  };

  function poolFor(fn: FunctionVersion): Pool {
    const key = poolKey(fn);
    let pool = pools.get(key);
    if (!pool) {
      // Refuses before anything waits for an environment that cannot come.
      runtimeCommand(fn.runtime, fn.memoryMb, house);
      const { notice } = checkRuntime(fn.runtime);
      if (notice !== undefined) log.once(`runtime:${fn.runtime}`, notice);
      pool = { key, idle: [], starting: 0, isRetired: false };
      pools.set(key, pool);
    }
    return pool;
  }

  function takeIdle(pool: Pool): Environment | undefined {
    for (;;) {
      const environment = pool.idle.pop();
      if (environment === undefined) return undefined;
      idleCount -= 1;
      if (!isWorn(environment)) return environment;
      void environment.end();
    }
  }

  const isWorn = (environment: Environment) => environment.startedAt + MAX_AGE_MS <= clock.now();

  function runOn(environment: Environment, request: InvocationRequest): Promise<InvocationResult> {
    _memoryCheck ??= alarms.set(MEMORY_CHECK_MS, checkMemory);
    return environment.invoke(request);
  }

  function start(fn: FunctionVersion, pool: Pool): void {
    const environment = new Environment(fn, house);
    poolOf.set(environment, pool);
    pool.starting += 1;
    starting.add(environment);
    _memoryCheck ??= alarms.set(MEMORY_CHECK_MS, checkMemory);
    environment.start().catch((error: unknown) => {
      const waiting = line.first(pool.key);
      if (waiting && line.remove(waiting)) waiting.reject(error);
      else log.error(`An environment of ${fn.functionName} could not be started`, error);
      void environment.end();
    });
  }

  /** Starts what the waiting requests need, in their order, as far as the machine bears it. */
  function serveLine(): void {
    if (isStopped) return;
    const covered = new Map<string, number>();
    let leaving = leavingCount();
    for (const waiting of line) {
      const pool = poolFor(waiting.request.function);
      const before = covered.get(pool.key) ?? 0;
      covered.set(pool.key, before + 1);
      if (before < pool.starting) continue;
      if (poolOf.size < maxEnvironments) start(waiting.request.function, pool);
      else if (leaving > 0)
        leaving -= 1; // its place is free in a moment
      else if (!endOldestIdle()) return;
    }
  }

  /** Makes room for another function. False when no environment is idle. */
  function endOldestIdle(): boolean {
    let oldest: Environment | undefined;
    for (const [environment, pool] of poolOf) {
      if (environment.phase !== 'ready' || !pool.idle.includes(environment)) continue;
      if (!oldest || environment.freeSince < oldest.freeSince) oldest = environment;
    }
    if (!oldest) return false;
    endIdle(oldest);
    return true;
  }

  function endIdle(environment: Environment): void {
    const idle = poolOf.get(environment)?.idle ?? [];
    const at = idle.indexOf(environment);
    if (at >= 0) {
      idle.splice(at, 1);
      idleCount -= 1;
    }
    void environment.end();
  }

  function noLongerStarting(environment: Environment, pool: Pool): void {
    if (starting.delete(environment)) pool.starting -= 1;
  }

  function onFree(environment: Environment): void {
    const pool = poolOf.get(environment);
    if (!pool) return;
    noLongerStarting(environment, pool);
    environment.freeSince = clock.now();
    if (isWorn(environment) || (pool.isRetired && line.count(pool.key) === 0)) {
      void environment.end();
      return;
    }
    if (line.length > 0) {
      const [head] = line;
      // First come, first served across functions: whoever waits for a place gets this one.
      const headIsStuck =
        head &&
        head.key !== pool.key &&
        (pools.get(head.key)?.starting ?? 0) === 0 &&
        poolOf.size >= maxEnvironments &&
        leavingCount() === 0;
      const next = headIsStuck ? undefined : line.first(pool.key);
      if (next) {
        line.remove(next);
        next.resolve(runOn(environment, next.request));
        return;
      }
      if (headIsStuck) {
        void environment.end();
        return;
      }
    }
    pool.idle.push(environment);
    idleCount += 1;
    _sweep ??= alarms.set(idleMs, endUnused);
  }

  function onGone(environment: Environment): void {
    const pool = poolOf.get(environment);
    if (!pool) return;
    noLongerStarting(environment, pool);
    const at = pool.idle.indexOf(environment);
    if (at >= 0) {
      pool.idle.splice(at, 1);
      idleCount -= 1;
    }
    poolOf.delete(environment);
    if (line.length > 0) serveLine();
    if (line.count(pool.key) === 0 && ![...poolOf.values()].includes(pool)) pools.delete(pool.key);
  }

  function endUnused(): void {
    _sweep = undefined;
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [environment, pool] of [...poolOf]) {
      if (!pool.idle.includes(environment)) continue;
      if (environment.freeSince + idleMs <= now) endIdle(environment);
      else next = Math.min(next, environment.freeSince + idleMs);
    }
    if (next < Number.POSITIVE_INFINITY) _sweep = alarms.set(next - now, endUnused);
  }

  function checkMemory(): void {
    _memoryCheck = undefined;
    for (const environment of [...poolOf.keys()]) environment.checkMemory();
    if (busyCount() > 0) _memoryCheck = alarms.set(MEMORY_CHECK_MS, checkMemory);
  }

  function waitForEnvironment(request: InvocationRequest, key: string): Promise<InvocationResult> {
    return new Promise((resolve, reject) => {
      const { queueMs } = request;
      let deadline: Alarm | undefined;
      const settled = () => {
        if (deadline) alarms.cancel(deadline);
      };
      const waiting: Waiting = {
        key,
        request,
        resolve: (result) => {
          settled();
          resolve(result);
        },
        reject: (reason) => {
          settled();
          reject(reason);
        },
      };
      if (queueMs !== undefined) {
        deadline = alarms.set(queueMs, () => {
          if (line.remove(waiting)) reject(tooManyRequests('ConcurrentInvocationLimitExceeded'));
        });
      }
      line.add(waiting);
      serveLine();
    });
  }

  /** Counts the invocation against the function's reserved concurrency until it has ended. */
  async function counted(functionArn: string, invocation: Promise<InvocationResult>): Promise<InvocationResult> {
    running.set(functionArn, (running.get(functionArn) ?? 0) + 1);
    try {
      return await invocation;
    } finally {
      const left = (running.get(functionArn) ?? 1) - 1;
      if (left === 0) running.delete(functionArn);
      else running.set(functionArn, left);
    }
  }

  return {
    invoke(request) {
      try {
        if (isStopped) throw new ServiceError('ServiceException', 'samlet is stopping', 500);
        const { reservedConcurrency, functionArn } = request.function;
        if (reservedConcurrency !== undefined && (running.get(functionArn) ?? 0) >= reservedConcurrency) {
          throw tooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded');
        }
        const pool = poolFor(request.function);
        const environment = takeIdle(pool);
        const invocation = environment ? runOn(environment, request) : waitForEnvironment(request, pool.key);
        return reservedConcurrency === undefined ? invocation : counted(functionArn, invocation);
      } catch (error) {
        return Promise.reject(error);
      }
    },

    retire(functionArn, keepRevisionId) {
      let found = false;
      for (const [environment, pool] of [...poolOf]) {
        const { function: fn } = environment;
        if (fn.functionArn !== functionArn || fn.revisionId === keepRevisionId) continue;
        found = true;
        pool.isRetired = true;
        if (pool.idle.includes(environment)) endIdle(environment);
      }
      return found;
    },

    prepare(fn) {
      if (isStopped || poolOf.size - leavingCount() >= maxEnvironments) return;
      const pool = poolFor(fn);
      if (pool.starting === 0 && pool.idle.length === 0) start(fn, pool);
    },

    stats: () => ({ environments: poolOf.size, busy: busyCount(), waiting: line.length }),

    async stop() {
      isStopped = true;
      for (const waiting of [...line]) {
        line.remove(waiting);
        waiting.reject(new ServiceError('ServiceException', 'samlet is stopping', 500));
      }
      await Promise.all([...poolOf.keys()].map((environment) => environment.end()));
      alarms.stop();
      layers.stop();
    },
  };
}
