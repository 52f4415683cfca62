import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createInvoker, type InvokerOptions } from '../../src/execution/create-invoker.ts';
import type { FunctionVersion, InvocationRequest, InvocationResult, Invoker } from '../../src/execution/invoker.ts';
import { systemClock } from '../../src/std/clock.ts';
import { randomIds } from '../../src/std/ids.ts';
import type { LogEvent, LogStore } from '../../src/telemetry/log-store.ts';
import { serverLog } from '../../src/telemetry/server-log.ts';

/** A log store that only remembers. */
export interface RememberedLogs extends LogStore {
  readonly events: { readonly group: string; readonly stream: string; readonly event: LogEvent }[];
  messages(): string[];
}

export function rememberedLogs(): RememberedLogs {
  const events: RememberedLogs['events'] = [];
  return {
    events,
    messages: () => events.map(({ event }) => event.message),
    append: (group, stream, added) => events.push(...added.map((event) => ({ group, stream, event }))),
    subscribe: () => () => {},
    flush: async () => {},
  };
}

export interface LambdaLab {
  readonly invoker: Invoker;
  readonly logs: RememberedLogs;
  /** What samlet said to the person who runs it. */
  readonly said: string[];
  /** A function made of files written into a folder of its own. */
  fn(files: Readonly<Record<string, string>>, overrides?: Partial<FunctionVersion>): FunctionVersion;
  /** Invokes and decodes the answer. */
  call(
    fn: FunctionVersion,
    event?: unknown,
    overrides?: Partial<InvocationRequest>,
  ): Promise<InvocationResult & { readonly json: unknown; readonly text: string; readonly log: string }>;
}

/** An invoker with functions written for a test; everything is gone when the test ends. */
export function lambdaLab(t: Pick<TestContext, 'after'>, options: Partial<InvokerOptions> = {}): LambdaLab {
  const root = mkdtempSync(join(tmpdir(), 'samlet-lab-'));
  const logs = rememberedLogs();
  const said: string[] = [];
  const invoker = createInvoker({
    clock: systemClock,
    ids: randomIds,
    logs,
    log: serverLog((_level, message) => said.push(message)),
    region: 'us-east-1',
    endpointUrl: () => 'http://127.0.0.1:4566',
    runtimesDir: fileURLToPath(new URL('../../runtimes', import.meta.url)),
    ...options,
  });
  t.after(async () => {
    await invoker.stop();
    rmSync(root, { recursive: true, force: true });
  });
  let count = 0;
  return {
    invoker,
    logs,
    said,
    fn(files, overrides = {}) {
      count += 1;
      const functionName = `fn${count}`;
      const codeDir = join(root, functionName);
      mkdirSync(codeDir);
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(codeDir, name)), { recursive: true });
        writeFileSync(join(codeDir, name), text, { mode: name === 'bootstrap' ? 0o755 : 0o644 });
      }
      return {
        functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
        functionName,
        version: '$LATEST',
        revisionId: 'r1',
        runtime: 'nodejs20.x',
        handler: 'app.handler',
        codeDir,
        layerDirs: [],
        environment: {},
        timeoutMs: 30_000,
        memoryMb: 128,
        ephemeralStorageMb: 512,
        reservedConcurrency: undefined,
        logGroup: `/aws/lambda/${functionName}`,
        architecture: 'x86_64',
        credentials: () => ({
          accessKeyId: 'ASIATEST',
          secretAccessKey: 'secret',
          sessionToken: 'token',
          expiresAt: undefined,
        }),
        ...overrides,
      };
    },
    async call(fn, event = {}, overrides = {}) {
      const result = await invoker.invoke({
        function: fn,
        requestId: randomIds.uuid(),
        invokedArn: fn.functionArn,
        payload: Buffer.from(JSON.stringify(event)),
        ...overrides,
      });
      const text = Buffer.from(result.payload).toString();
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch {}
      return Object.assign(result, { json, text, log: Buffer.from(result.logTail).toString() });
    },
  };
}
