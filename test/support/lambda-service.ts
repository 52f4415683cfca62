import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { AccessCheck } from '../../src/aws/access.ts';
import { credentialStore } from '../../src/aws/credentials.ts';
import type { ResourceContext } from '../../src/aws/resource-type.ts';
import type { CallContext, Caller } from '../../src/aws/service.ts';
import { ServiceError } from '../../src/aws/service-error.ts';
import type { FunctionVersion, InvocationRequest, InvocationResult, Invoker } from '../../src/execution/invoker.ts';
import { lambda } from '../../src/services/lambda/index.ts';
import { type LambdaState, newState, stop } from '../../src/services/lambda/state.ts';
import type { Platform } from '../../src/services/platform.ts';
import type { Clock } from '../../src/std/clock.ts';
import { derivedIds } from '../../src/std/ids.ts';
import { memoryStore } from '../../src/store/memory-store.ts';
import type { Store } from '../../src/store/store.ts';
import { serverLog } from '../../src/telemetry/server-log.ts';
import { storedMetrics } from '../../src/telemetry/stored-metrics.ts';
import { manualClock } from './manual-clock.ts';

export const ROLE = 'arn:aws:iam::000000000000:role/function-role';
export const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:';

type Answer = Partial<InvocationResult> | ServiceError;

export interface LambdaService {
  readonly state: LambdaState;
  /** A folder of its own, for the user's code. */
  readonly project: string;
  readonly dataDir: string;
  readonly clock: Clock;
  /** What functions were asked, in order. */
  readonly invocations: InvocationRequest[];
  readonly prepared: readonly FunctionVersion[];
  readonly retired: { readonly functionArn: string; readonly keepRevisionId: string | undefined }[];
  /** What samlet said to the person who started it. */
  readonly said: string[];
  /** What functions answer from now on: one answer a call, the last one for ever. */
  answers(...answers: Answer[]): void;
  /** Calls an operation as the wire does. */
  // biome-ignore lint/suspicious/noExplicitAny: outputs differ by operation
  run(operation: string, input: object): Promise<any>;
  /** What IAM would be asked before an operation runs. */
  checks(operation: string, input: object): Promise<readonly AccessCheck[]>;
  /** The context of a resource of a template that stands in `project`. */
  resource(logicalId: string, metadata?: Readonly<Record<string, unknown>>): ResourceContext<LambdaState>;
  /** Writes files below `project`. */
  write(files: Readonly<Record<string, string>>): void;
  /** The same store and folders in a new process. */
  restarted(): LambdaService;
}

/** The Lambda service alone, on a store in memory, with functions that answer what the test says. */
export function lambdaService(
  t: Pick<TestContext, 'after'>,
  options: {
    readonly clock?: Clock;
    readonly store?: Store;
    readonly root?: string;
    readonly trustPolicy?: string;
  } = {},
): LambdaService {
  const { clock = manualClock(), store = memoryStore(), trustPolicy } = options;
  const root = options.root ?? mkdtempSync(join(tmpdir(), 'samlet-lambda-'));
  const project = join(root, 'project');
  const dataDir = join(project, '.samlet');
  mkdirSync(dataDir, { recursive: true });
  const ids = derivedIds('lambda-service', root);
  const invocations: InvocationRequest[] = [];
  const retired: LambdaService['retired'] = [];
  const prepared: FunctionVersion[] = [];
  const said: string[] = [];
  let pending: Answer[] = [{}];

  const invoker: Invoker = {
    async invoke(request) {
      invocations.push(request);
      const answer = pending[0] ?? {};
      if (pending.length > 1) pending = pending.slice(1);
      if (answer instanceof ServiceError) throw answer;
      return { payload: Buffer.from('null'), logTail: Buffer.from('END\n'), durationMs: 1, ...answer };
    },
    retire: (functionArn, keepRevisionId) => {
      retired.push({ functionArn, keepRevisionId });
      return true;
    },
    prepare: (fn) => void prepared.push(fn),
    stats: () => ({ environments: 0, busy: 0, waiting: 0 }),
    stop: async () => {},
  };
  const caller: Caller = {
    arn: 'arn:aws:iam::000000000000:root',
    userId: '000000000000',
    account: '000000000000',
    kind: 'root',
  };
  const where = { account: '000000000000', region: 'us-east-1' };
  const platform = {
    ...where,
    clock,
    ids,
    store,
    dataDir,
    log: serverLog((_level, message) => said.push(message)),
    logs: { append: () => {}, subscribe: () => () => {} },
    metrics: storedMetrics({ store, clock }),
    credentials: credentialStore({ account: where.account, clock, ids }),
    invoker,
    callService: (service: string, operation: string, input: object) => {
      if (`${service}:${operation}` === 'iam:GetRole' && trustPolicy !== undefined) {
        return { Role: { Arn: ROLE, AssumeRolePolicyDocument: encodeURIComponent(trustPolicy) } };
      }
      if (service !== 'lambda') throw new ServiceError('UnknownOperationException', `no ${service}:${operation}`);
      return run(operation, input);
    },
    endpointUrl: () => 'http://127.0.0.1:4566',
  } as unknown as Platform;
  const state = newState(platform);
  t.after(async () => {
    await stop(state);
    rmSync(root, { recursive: true, force: true });
  });

  const context = (): CallContext<LambdaState> => ({
    ...where,
    requestId: ids.uuid(),
    caller,
    clock,
    ids,
    state,
    callService: platform.callService,
  });

  async function run(operation: string, input: object): Promise<unknown> {
    const found = lambda.operations[operation];
    if (found === undefined) throw new ServiceError('UnknownOperationException', operation);
    return found(input, context());
  }

  return {
    state,
    project,
    dataDir,
    clock,
    invocations,
    retired,
    prepared,
    said,
    run,
    checks: async (operation, input) => (await lambda.operations[operation]?.access?.checks(input, context())) ?? [],
    answers: (...answers) => {
      pending = answers;
    },
    resource: (logicalId, metadata = {}) => ({
      ...context(),
      stackName: 'app',
      logicalId,
      templateDir: project,
      metadata,
      physicalName: (maxLength) => `app-${logicalId}-ABCDEFGHIJKL`.slice(0, maxLength),
    }),
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        const path = join(project, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      }
    },
    restarted: () => lambdaService(t, { clock, store, root }),
  };
}

/** A zip of text files. */
export async function zipOf(
  files: Readonly<Record<string, string>> = { 'index.js': 'exports.handler = async () => 1;' },
): Promise<Uint8Array> {
  const { strToU8, zipSync } = await import('fflate');
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

/** Creates a Node function and answers what AWS would. */
export async function aFunction(service: LambdaService, FunctionName = 'hello', more: object = {}) {
  return service.run('CreateFunction', {
    FunctionName,
    Role: ROLE,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: await zipOf() },
    ...more,
  });
}
