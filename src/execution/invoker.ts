import type { Credentials } from '../aws/credentials.ts';

/** One version of a function, with everything needed to run it. Made by the Lambda service from its records. */
export interface FunctionVersion {
  /** `arn:aws:lambda:<region>:<account>:function:<name>`, without a qualifier. */
  readonly functionArn: string;
  readonly functionName: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  /** Changes with each change of code or configuration: environments of another revision take no further invocation. */
  readonly revisionId: string;
  /** `nodejs22.x`, `python3.12`, `provided.al2023`, ... */
  readonly runtime: string;
  readonly handler: string;
  /** Unpacked (or, for a folder that is watched, live) code: an absolute path, seen by the function as its task root. */
  readonly codeDir: string;
  /** Unpacked layers in the order of the configuration, seen under /opt. */
  readonly layerDirs: readonly string[];
  /** The user's own variables. The reserved ones are added when an environment starts. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly ephemeralStorageMb: number;
  /** AWS's own limit on concurrent invocations of the function; beyond it a call is refused at once. */
  readonly reservedConcurrency: number | undefined;
  readonly logGroup: string;
  readonly architecture: 'x86_64' | 'arm64';
  /** Temporary credentials of the function's role, fresh for a starting environment. */
  readonly credentials: () => Credentials;
}

export interface InvocationRequest {
  readonly function: FunctionVersion;
  readonly requestId: string;
  /** The ARN the client called, with its qualifier: `context.invokedFunctionArn`. */
  readonly invokedArn: string;
  readonly payload: Uint8Array;
  /** The decoded `X-Amz-Client-Context`. */
  readonly clientContext?: string;
  /** The `X-Amzn-Trace-Id` header's value, passed on as `_X_AMZN_TRACE_ID`. */
  readonly traceId?: string;
  /** How long the caller waits for a free environment before the call is given up, in milliseconds. No limit by default. */
  readonly queueMs?: number;
  /** Gets what a handler streams as it writes it; the result then has the rest alone. */
  readonly onChunk?: (bytes: Uint8Array) => void;
}

export interface InvocationResult {
  /** What the handler returned, as JSON; or the error object when `functionError` is there. */
  readonly payload: Uint8Array;
  /** The handler threw, or its environment crashed or timed out. */
  readonly functionError?: 'Unhandled' | 'Handled';
  /** The last 4 KB of the invocation's log. */
  readonly logTail: Uint8Array;
  readonly durationMs: number;
  /** There when this invocation started the environment. */
  readonly initDurationMs?: number;
}

/** Runs functions: an execution environment handles one invocation at a time and is kept warm between them. */
export interface Invoker {
  /** Refuses with `ServiceError` `TooManyRequestsException` (429) beyond the reserved concurrency. */
  invoke(request: InvocationRequest): Promise<InvocationResult>;
  /** No new invocation goes to environments of `functionArn` that are of another revision than `keepRevisionId`; idle ones end now. Answers whether there were any. */
  retire(functionArn: string, keepRevisionId?: string): boolean;
  /** Starts an environment before it is asked for, where none is there or on its way and the machine has room. */
  prepare(fn: FunctionVersion): void;
  /** What is running now, for the start banner, the console and tests. */
  stats(): { readonly environments: number; readonly busy: number; readonly waiting: number };
  /** Ends every environment; resolves when no process is left. */
  stop(): Promise<void>;
}
