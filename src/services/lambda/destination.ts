import type { Platform } from '../platform.ts';
import type { FunctionRecord } from './function-record.ts';
import type { InvocationAnswer } from './run-target.ts';

/** How an asynchronous call ended. */
export interface InvocationOutcome {
  readonly requestId: string;
  /** With its qualifier. */
  readonly functionArn: string;
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';
  readonly attempts: number;
  /** Base64. */
  readonly requestPayload: string;
  /** Absent when the function was never called. */
  readonly answer: InvocationAnswer | undefined;
}

/**
 * Sends the record of an asynchronous call to its destination. Unlike AWS: only functions are reached; a queue, a topic, a
 * bus or a bucket is named in the log.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export async function deliver(
  destinationArn: string | undefined,
  outcome: InvocationOutcome,
  platform: Platform,
  from: FunctionRecord,
): Promise<void> {
  if (destinationArn === undefined || destinationArn === '') return;
  if (!destinationArn.includes(':lambda:')) {
    platform.log.once(
      `destination ${from.arn} ${destinationArn}`,
      `${from.name}: samlet does not deliver to the destination ${destinationArn} yet`,
    );
    return;
  }
  try {
    await platform.callService('lambda', 'Invoke', {
      FunctionName: destinationArn,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(recordOf(outcome, platform.clock.now()))),
    });
  } catch (error) {
    platform.log.warn(`${from.name}: the destination ${destinationArn} was not reached: ${String(error)}`);
  }
}

function recordOf(outcome: InvocationOutcome, now: number) {
  const { answer } = outcome;
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: outcome.requestId,
      functionArn: outcome.functionArn,
      condition: outcome.condition,
      approximateInvokeCount: outcome.attempts,
    },
    requestPayload: parsed(Buffer.from(outcome.requestPayload, 'base64')),
    ...(answer === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: answer.executedVersion,
            ...(answer.functionError === undefined ? {} : { functionError: answer.functionError }),
          },
          responsePayload: parsed(answer.payload),
        }),
  };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return Buffer.from(bytes).toString();
  }
}
