import { constants } from 'node:os';

/** How a runtime's process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** An invocation that ended without an answer of the handler: the error object and its name for the REPORT line. */
export interface FunctionError {
  readonly errorType: string;
  readonly payload: Uint8Array;
  /** What Lambda writes into the log for it. */
  readonly logMessage: string;
}

const SIGNAL_TEXT: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

const asPayload = (errorType: string, errorMessage: string) => Buffer.from(JSON.stringify({ errorType, errorMessage }));

const signalOf = (code: number | null) =>
  (Object.keys(constants.signals) as NodeJS.Signals[]).find((name) => constants.signals[name] + 128 === code);

/** The runtime's process ended while it owed an answer. */
export function exitError(requestId: string, end: ProcessEnd, outOfMemory: boolean): FunctionError {
  // Inside bubblewrap a signal becomes the exit status 128 + its number, as in a shell; with 129 Node's runtime exits by itself.
  const signal = end.signal ?? (end.code !== null && end.code > 129 ? signalOf(end.code) : undefined);
  const reason =
    outOfMemory || (signal !== undefined && SIGNAL_TEXT[signal] !== undefined)
      ? ` with error: signal: ${outOfMemory ? 'killed' : signal === undefined ? '' : SIGNAL_TEXT[signal]}`
      : end.code === 0
        ? ' without providing a reason'
        : ` with error: exit status ${end.code}`;
  const errorType = outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
  const message = `RequestId: ${requestId} Error: Runtime exited${reason}`;
  return { errorType, payload: asPayload(errorType, message), logMessage: `${message}\n${errorType}\n` };
}

/** The invocation lasted longer than the function's timeout. */
export function timeoutError(requestId: string, timeoutMs: number, now: number): FunctionError {
  const text = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  return {
    errorType: 'Sandbox.Timedout',
    payload: asPayload('Sandbox.Timedout', `RequestId: ${requestId} Error: ${text}`),
    logMessage: `${new Date(now).toISOString()} ${requestId} ${text}\n\n`,
  };
}

/** The handler's answer is larger than Lambda carries. */
export function responseTooLarge(maxBytes: number): FunctionError {
  const message = `Response payload size exceeded maximum allowed payload size (${maxBytes} bytes).`;
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    payload: asPayload('Function.ResponseSizeTooLarge', message),
    logMessage: `${message}\n`,
  };
}

/** Why a runtime did not come up. */
export interface InitFailure {
  readonly errorType: string;
  /** What the runtime itself reported. */
  readonly payload?: Uint8Array;
  readonly end?: ProcessEnd;
  readonly outOfMemory?: boolean;
  /** Where the program of a custom runtime was looked for. */
  readonly looked?: readonly string[];
}

/** The answer to an invocation whose environment could not be initialised. */
export function initError(requestId: string, failure: InitFailure): FunctionError {
  const { errorType, payload, looked, end, outOfMemory } = failure;
  if (payload) return { errorType, payload, logMessage: '' };
  if (!looked) return exitError(requestId, end ?? { code: 1, signal: null }, outOfMemory ?? false);
  const message = `RequestId: ${requestId} Error: Couldn't find valid bootstrap(s): [${looked.join(' ')}]`;
  return { errorType, payload: asPayload(errorType, message), logMessage: `${message}\n${errorType}\n` };
}

/** The `errorType` of an error object that a runtime reported. */
export function errorTypeOf(payload: Buffer): string {
  try {
    const { errorType } = JSON.parse(payload.toString()) as { errorType?: unknown };
    return typeof errorType === 'string' && errorType !== '' ? errorType : 'Runtime.Unknown';
  } catch {
    return 'Runtime.Unknown';
  }
}
