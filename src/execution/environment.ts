import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Deferred, deferred } from '../std/deferred.ts';
import type { Ids } from '../std/ids.ts';
import type { LogStore } from '../telemetry/log-store.ts';
import type { ServerLog } from '../telemetry/server-log.ts';
import type { Alarm } from './alarms.ts';
import { AnswerChunks } from './answer-chunks.ts';
import {
  EnvironmentLog,
  initReportLine,
  initStartLine,
  LineSplitter,
  logStreamName,
  type Report,
  reportLine,
} from './environment-log.ts';
import { type EnvironmentPhase, movePhase } from './environment-phase.ts';
import { FrameType, MAX_RESPONSE_BYTES } from './frame.ts';
import {
  errorTypeOf,
  exitError,
  type FunctionError,
  type InitFailure,
  initError,
  type ProcessEnd,
  responseTooLarge,
  timeoutError,
} from './function-error.ts';
import type { FunctionVersion, InvocationRequest, InvocationResult } from './invoker.ts';
import { type LaunchHouse, launchRuntime } from './launch-runtime.ts';
import { processMemory } from './process-memory.ts';
import type { RuntimeProcess } from './runtime-process.ts';

/** AWS gives a starting runtime ten seconds before it starts over within the invocation. */
const INIT_LIMIT_MS = 10_000;
/** How long a runtime that reported a fatal error may take to exit by itself, in milliseconds. */
const EXIT_GRACE_MS = 300;

/** Who keeps the environments. */
export interface EnvironmentHouse extends LaunchHouse {
  readonly ids: Ids;
  readonly logs: LogStore;
  readonly log: ServerLog;
  /** Called when an environment is free for its next invocation, and when it is gone for good. */
  readonly onFree: (environment: Environment) => void;
  readonly onGone: (environment: Environment) => void;
}

interface Current {
  readonly request: InvocationRequest;
  readonly startedAt: number;
  readonly alarm: Alarm;
  readonly resolve: (result: InvocationResult) => void;
}

/** One execution environment: a sandboxed process that handles one invocation at a time and is kept warm between them. */
export class Environment {
  readonly function: FunctionVersion;
  /** On the clock; its credentials are as old. */
  readonly startedAt: number;
  /** When it last became free, on the clock. */
  freeSince = 0;
  readonly #house: EnvironmentHouse;
  readonly #log: EnvironmentLog;
  readonly #logStream: string;
  readonly #outputs = [new LineSplitter(), new LineSplitter(), new LineSplitter()] as const;
  readonly #gone = deferred<void>();
  #phase: EnvironmentPhase = 'init';
  #process: RuntimeProcess | undefined;
  #isLaunching = false;
  #booting: Deferred<InitFailure | undefined> | undefined;
  #bootOutOfMemory = false;
  #initDurationMs: number | undefined;
  #needsInit = false;
  #current: Current | undefined;
  #usedMb = 0;
  #tmpDir: string | undefined;
  readonly #chunks = new AnswerChunks();

  constructor(fn: FunctionVersion, house: EnvironmentHouse) {
    this.function = fn;
    this.#house = house;
    this.startedAt = house.clock.now();
    this.#logStream = logStreamName(house.clock.now(), fn.version, house.ids.hex(32));
    this.#log = new EnvironmentLog(house.logs, house.clock, fn.logGroup, this.#logStream);
  }

  get phase(): EnvironmentPhase {
    return this.#phase;
  }

  /** The init phase. Resolves when the environment takes an invocation: also after a failure, as AWS then starts over. */
  async start(): Promise<void> {
    this.#log.write(initStartLine(this.function.runtime, this.#house.region));
    const startedAt = performance.now();
    const alarm = this.#house.alarms.set(INIT_LIMIT_MS, () => {
      this.#process?.kill();
      this.#booting?.resolve({ errorType: 'Sandbox.Timedout' });
    });
    const failure = await this.#boot();
    this.#house.alarms.cancel(alarm);
    const durationMs = performance.now() - startedAt;
    if (this.#phase !== 'init') return;
    if (failure) {
      this.#needsInit = true;
      this.#log.write(initReportLine('init', durationMs, failure.errorType));
    } else {
      this.#initDurationMs = durationMs;
    }
    this.#phase = movePhase(this.#phase, 'ready');
    this.#log.flush();
    this.#house.onFree(this);
  }

  /** Runs one invocation; the environment must be free. Never rejects for what the function does. */
  invoke(request: InvocationRequest): Promise<InvocationResult> {
    this.#phase = movePhase(this.#phase, 'invoke');
    return new Promise((resolve) => {
      this.#log.beginInvocation();
      // An answer that has arrived but is not read yet is in time: the loop reads once more before the axe falls.
      const timeOut = () => setImmediate(() => this.#timeOut(current));
      const alarm = this.#house.alarms.set(this.function.timeoutMs, timeOut);
      const current: Current = { request, startedAt: performance.now(), alarm, resolve };
      this.#current = current;
      if (this.#needsInit) this.#initWithin(current);
      else this.#send(request);
    });
  }

  /** Ends the environment; resolves when its process is gone. An invocation under way is answered as a crash. */
  end(): Promise<void> {
    if (this.#phase !== 'gone' && this.#phase !== 'shutdown') this.#shutDown();
    return this.#gone.promise;
  }

  /** Looks at the process's memory and ends it when the function uses more than it has. */
  checkMemory(): void {
    const pid = this.#process?.pid;
    if (pid === undefined || (this.#phase !== 'init' && this.#phase !== 'invoke')) return;
    const { residentMb, ownMb } = processMemory(pid);
    this.#usedMb = Math.max(this.#usedMb, residentMb);
    if (ownMb <= this.function.memoryMb) return;
    if (this.#booting) {
      this.#bootOutOfMemory = true;
      this.#process?.kill();
    } else if (this.#current) {
      this.#abort(exitError(this.#current.request.requestId, { code: null, signal: 'SIGKILL' }, true));
    }
  }

  #send(request: InvocationRequest): void {
    this.#log.write(`START RequestId: ${request.requestId} Version: ${this.function.version}\n`);
    this.#process?.send({
      budgetMs: this.function.timeoutMs,
      requestId: request.requestId,
      invokedArn: request.invokedArn,
      traceId: request.traceId ?? '',
      clientContext: request.clientContext ?? '',
      payload: request.payload,
    });
  }

  /** The init phase failed before: AWS runs it again as a part of the invocation, within the function's timeout. */
  async #initWithin(current: Current): Promise<void> {
    const startedAt = performance.now();
    const failure = await this.#boot();
    if (this.#current !== current) return;
    if (!failure) {
      this.#needsInit = false;
      this.#send(current.request);
      return;
    }
    const { requestId } = current.request;
    this.#log.write(initReportLine('invoke', performance.now() - startedAt, failure.errorType));
    this.#log.write(`START RequestId: ${requestId} Version: ${this.function.version}\n`);
    this.#abort(initError(requestId, failure));
  }

  /** Starts the process and waits until the runtime is ready or has failed. */
  async #boot(): Promise<InitFailure | undefined> {
    const booting = deferred<InitFailure | undefined>();
    this.#booting = booting;
    this.#bootOutOfMemory = false;
    if (this.#house.sandboxLevel !== 'bubblewrap') this.#tmpDir ??= mkdtempSync(join(tmpdir(), 'samlet-tmp-'));
    const place = { logStream: this.#logStream, tmpDir: this.#tmpDir };
    let isCurrent = true;
    this.#isLaunching = true;
    const launching = launchRuntime(this.function, this.#house, place, {
      onMessage: (type, body) => {
        if (isCurrent) this.#onMessage(type, body);
      },
      onOutput: (source, bytes) => this.#outputs[source].push(bytes, (line) => this.#log.write(line)),
      onReadDone: () => this.#log.flush(),
      onEnd: (end) => {
        if (isCurrent) this.#onEnd(end);
      },
    });
    const launched = await launching.finally(() => {
      this.#isLaunching = false;
    });
    if ('looked' in launched) {
      this.#booting = undefined;
      if (this.#phase === 'shutdown') this.#becomeGone();
      return { errorType: 'Runtime.InvalidEntrypoint', looked: launched.looked };
    }
    this.#process = launched;
    if (this.#phase === 'shutdown') launched.kill();
    const failure = await booting.promise;
    this.#booting = undefined;
    if (failure && this.#phase !== 'shutdown') {
      // Its end is of no more interest: the next try has a process of its own.
      isCurrent = false;
      this.#process = undefined;
      launched.kill();
    } else if (!failure) {
      this.#usedMb = Math.max(this.#usedMb, processMemory(launched.pid ?? 0).residentMb);
    }
    return failure;
  }

  #onMessage(type: number, body: Buffer): void {
    switch (type) {
      case FrameType.response:
        this.#answerWhole(this.#chunks.take(body));
        break;
      case FrameType.chunk:
        if (this.#current?.request.onChunk) this.#current.request.onChunk(body);
        else this.#chunks.keep(body);
        break;
      case FrameType.log:
        this.#log.write(body.toString());
        break;
      case FrameType.output:
        this.#outputs[2].push(body, (line) => this.#log.write(line));
        break;
      case FrameType.error:
        this.#answer(body, 'Unhandled');
        break;
      case FrameType.fatalError:
        this.#abortWith(body);
        break;
      case FrameType.tooLarge:
        this.#answerWhole(undefined);
        break;
      case FrameType.ready:
        this.#booting?.resolve(undefined);
        break;
      case FrameType.initError:
        this.#booting?.resolve({ errorType: errorTypeOf(body), payload: body });
        break;
      case FrameType.notice: {
        const [key = '', message = ''] = body.toString().split('\0');
        this.#house.log.once(key, message);
        break;
      }
    }
  }

  /** `undefined` is an answer too large to be carried. */
  #answerWhole(payload: Buffer | undefined): void {
    if (payload !== undefined) {
      this.#answer(payload);
      return;
    }
    const error = responseTooLarge(MAX_RESPONSE_BYTES);
    this.#log.write(error.logMessage);
    this.#answer(error.payload, 'Unhandled', { status: 'error', errorType: error.errorType });
  }

  #answer(payload: Uint8Array, functionError?: 'Unhandled', ended: Pick<Report, 'status' | 'errorType'> = {}): void {
    const current = this.#current;
    if (!current) return;
    this.#phase = movePhase(this.#phase, 'ready');
    this.#finish(current, payload, functionError, ended);
    this.#house.onFree(this);
  }

  /** The invocation ends with an error of Lambda's own, and the environment with it. */
  #abort(error: FunctionError, letRuntimeEnd = false): void {
    const current = this.#current;
    if (!current) return;
    if (error.logMessage !== '') this.#log.write(error.logMessage);
    const timedOut = error.errorType === 'Sandbox.Timedout';
    const status = timedOut ? { status: 'timeout' as const } : { status: 'error' as const, errorType: error.errorType };
    this.#phase = movePhase(this.#phase, 'shutdown');
    this.#finish(current, error.payload, 'Unhandled', status);
    this.#log.flush();
    this.#release(letRuntimeEnd);
  }

  /** The runtime reported an error after which it exits, with the status the official one uses. */
  #abortWith(payload: Buffer): void {
    const code = errorTypeOf(payload) === 'Runtime.UnhandledPromiseRejection' ? 128 : 129;
    const exit = exitError(this.#current?.request.requestId ?? '', { code, signal: null }, false);
    this.#abort({ ...exit, payload }, true);
  }

  #timeOut(current: Current): void {
    if (this.#current !== current) return;
    if (this.#needsInit)
      this.#log.write(`START RequestId: ${current.request.requestId} Version: ${this.function.version}\n`);
    this.#abort(timeoutError(current.request.requestId, this.function.timeoutMs, this.#house.clock.now()));
  }

  #finish(
    current: Current,
    payload: Uint8Array,
    functionError: 'Unhandled' | undefined,
    ended: Pick<Report, 'status' | 'errorType'>,
  ): void {
    const { request, startedAt, alarm, resolve } = current;
    const { timeoutMs, memoryMb } = this.function;
    const elapsedMs = performance.now() - startedAt;
    const durationMs = ended.status === 'timeout' ? timeoutMs : elapsedMs;
    const initDurationMs = this.#initDurationMs;
    this.#current = undefined;
    this.#initDurationMs = undefined;
    this.#chunks.forget();
    this.#house.alarms.cancel(alarm);
    const { requestId } = request;
    this.#endPartialLines();
    this.#log.write(`END RequestId: ${requestId}\n`);
    this.#log.write(reportLine({ requestId, durationMs, initDurationMs, memoryMb, usedMb: this.#usedMb, ...ended }));
    const tail = this.#log.endInvocation();
    resolve({
      payload,
      ...(functionError === undefined ? {} : { functionError }),
      get logTail() {
        return tail();
      },
      durationMs,
      ...(initDurationMs === undefined ? {} : { initDurationMs }),
    });
  }

  #endPartialLines(): void {
    for (const output of this.#outputs) output.rest((line) => this.#log.write(line));
  }

  #onEnd(end: ProcessEnd): void {
    this.#endPartialLines();
    this.#process = undefined;
    if (this.#booting) {
      const outOfMemory = this.#bootOutOfMemory;
      this.#booting.resolve({
        errorType: outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError',
        end,
        outOfMemory,
      });
      if (this.#phase === 'shutdown') this.#becomeGone();
      return;
    }
    if (this.#current) {
      this.#abort(exitError(this.#current.request.requestId, end, false));
      return;
    }
    if (this.#phase !== 'shutdown') this.#phase = movePhase(this.#phase, 'shutdown');
    this.#becomeGone();
  }

  #shutDown(): void {
    const current = this.#current;
    this.#phase = movePhase(this.#phase, 'shutdown');
    if (current)
      this.#finish(
        current,
        exitError(current.request.requestId, { code: null, signal: 'SIGKILL' }, false).payload,
        'Unhandled',
        { status: 'error', errorType: 'Runtime.ExitError' },
      );
    this.#release(false);
  }

  /** Ends the process, or lets one that is about to exit do so, and then is gone. */
  #release(letRuntimeEnd: boolean): void {
    const runtime = this.#process;
    if (!runtime) {
      // A process that is just being started is ended by the one who starts it.
      if (!this.#isLaunching) this.#becomeGone();
    } else if (letRuntimeEnd) this.#house.alarms.set(EXIT_GRACE_MS, () => runtime.kill());
    else runtime.kill();
  }

  #becomeGone(): void {
    if (this.#phase === 'gone') return;
    this.#phase = movePhase(this.#phase, 'gone');
    this.#log.flush();
    this.#house.onGone(this);
    if (this.#tmpDir === undefined) this.#gone.resolve();
    else
      rm(this.#tmpDir, { recursive: true, force: true, maxRetries: 3 }).then(
        () => this.#gone.resolve(),
        () => this.#gone.resolve(),
      );
  }
}
