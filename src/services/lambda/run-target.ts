import { ServiceError } from '../../aws/service-error.ts';
import type { Platform } from '../platform.ts';
import { runtimeFamily } from './code/find-handler-file.ts';
import { type InvocationMetrics, invocationMetrics } from './invocation-metrics.ts';
import type { Route, Target } from './route-table.ts';

/** A synchronous answer may be 100 bytes larger than a synchronous request. */
const MAX_ANSWER_BYTES = 6_291_556;

export interface Invocation {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** Decoded. */
  readonly clientContext?: string;
  readonly traceId?: string;
  /** How long the caller waits for a free environment, in milliseconds. */
  readonly queueMs?: number;
  /** Gets what a function streams as it writes it. */
  readonly onChunk?: (bytes: Uint8Array) => void;
}

export interface InvocationAnswer {
  readonly payload: Uint8Array;
  readonly functionError: string | undefined;
  readonly logTail: Uint8Array;
  readonly executedVersion: string;
  readonly durationMs: number;
}

/** The version that takes a call: of a weighted alias by chance, with `random` from 0 up to 1. */
export function chooseTarget(route: Route, random: () => number): Target {
  const { additional } = route;
  return additional !== undefined && random() < additional.weight ? additional.target : route.target;
}

const metersOf = new WeakMap<Platform, InvocationMetrics>();

/** Runs one call of a function whose code is settled, and tells CloudWatch of it. */
export function runTarget(
  platform: Platform,
  route: Route,
  target: Target,
  invocation: Invocation,
): Promise<InvocationAnswer> {
  let meter = metersOf.get(platform);
  if (meter === undefined) {
    meter = invocationMetrics(platform.metrics, platform.clock);
    metersOf.set(platform, meter);
  }
  return meter.measure(route, target.function.version, () => run(platform, route, target, invocation));
}

async function run(
  platform: Platform,
  route: Route,
  target: Target,
  invocation: Invocation,
): Promise<InvocationAnswer> {
  const { function: fn, live } = target;
  if (live?.failure !== undefined) {
    platform.log.warn(`${fn.functionName} was called, but its code does not run: ${live.failure.message}`);
    return brokenCode(fn.version, live.failure.toString());
  }
  if (runtimeFamily(fn.runtime) === 'other') {
    throw new ServiceError(
      'InvalidRuntimeException',
      `samlet does not run the runtime ${fn.runtime} of ${fn.functionName} yet: it runs nodejs, python3 and provided runtimes.`,
      502,
      { Type: 'Service' },
    );
  }
  const result = await platform.invoker.invoke({
    function: fn,
    invokedArn: route.invokedArn,
    ...invocation,
  });
  if (result.payload.byteLength > MAX_ANSWER_BYTES) {
    return { ...tooLarge(fn.version, result.payload.byteLength), durationMs: result.durationMs };
  }
  return {
    payload: result.payload,
    functionError: result.functionError,
    logTail: result.logTail,
    executedVersion: fn.version,
    durationMs: result.durationMs,
  };
}

function brokenCode(executedVersion: string, message: string): InvocationAnswer {
  return errorAnswer(executedVersion, { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: message, trace: [] });
}

function tooLarge(executedVersion: string, bytes: number): InvocationAnswer {
  return errorAnswer(executedVersion, {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${MAX_ANSWER_BYTES} bytes).`,
  });
}

function errorAnswer(executedVersion: string, error: object): InvocationAnswer {
  const line = Buffer.from(JSON.stringify(error));
  return { payload: line, functionError: 'Unhandled', logTail: line, executedVersion, durationMs: 0 };
}
