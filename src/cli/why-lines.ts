import { STATUS_CODES } from 'node:http';
import type { RequestRecord } from '../telemetry/request-records.ts';
import type { Decision } from '../telemetry/trail.ts';
import { styled } from './terminal.ts';

/** A record as `samlet why` prints it: what was asked, the decisions with their times, and how it ended. */
export function whyLines(record: RequestRecord): readonly string[] {
  const { request, status, durationMs, at, requestId, extendedRequestId, target, refusal } = record;
  const ended = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  const failed = status >= 400;
  const decisions = merged(record.decisions);
  const stepWidth = Math.max(0, ...decisions.map(({ step }) => step.length));
  const timeWidth = Math.max(String(durationMs).length, 2) + 4;
  const line = (atMs: number, step: string, text: string) =>
    `${styled('dim', `+${atMs} ms`.padStart(timeWidth))}  ${step.padEnd(stepWidth)}  ${text}`.trimEnd();
  return [
    `${request}  ${styled(failed ? 'red' : 'green', ended)} in ${durationMs} ms`,
    `${new Date(at).toISOString()}  request ${requestId}${extendedRequestId === undefined ? '' : `  extended ${extendedRequestId}`}`,
    ...(target === undefined ? [] : [target]),
    '',
    ...decisions.map(({ atMs, step, text = '' }) => line(atMs, step, text)),
    line(
      durationMs,
      status >= 500 ? 'failed' : failed ? 'refused' : 'answered',
      refusal === undefined ? ended : refusalText(ended, refusal),
    ),
    ...(refusal?.remedy === undefined ? [] : ['', `  → ${refusal.remedy}`]),
  ];
}

function refusalText(ended: string, { type, reason }: NonNullable<RequestRecord['refusal']>): string {
  return reason === undefined ? `${ended}: ${type}` : `${ended}: ${type}: ${reason}`;
}

/** A step that was entered and then said something is one line. */
function merged(decisions: readonly Decision[]): readonly Decision[] {
  return decisions.filter(({ step, text }, index) => {
    if (text !== undefined) return true;
    return !decisions.some((other, at) => at > index && other.step === step && other.text !== undefined);
  });
}
