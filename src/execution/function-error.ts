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
  // Inside bubblewrap a signal becomes the exit status 128 + its number, as in a shell.
  const signal = end.signal ?? (end.code !== null && end.code > 128 ? signalOf(end.code) : undefined);
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

/** A custom runtime without its program. */
export function noBootstrap(requestId: string, looked: readonly string[]): FunctionError {
  const message = `RequestId: ${requestId} Error: Couldn't find valid bootstrap(s): [${looked.join(' ')}]`;
  return {
    errorType: 'Runtime.InvalidEntrypoint',
    payload: asPayload('Runtime.InvalidEntrypoint', message),
    logMessage: `${message}\nRuntime.InvalidEntrypoint\n`,
  };
}
