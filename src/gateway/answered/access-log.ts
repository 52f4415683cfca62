import type { StageSettings } from '../api-definition.ts';
import { accessLogVariable } from './access-log-variables.ts';
import type { AnsweredCall } from './answered-call.ts';

/** Where and how a stage logs its requests. */
export interface AccessLog {
  readonly group: string;
  line(answered: AnsweredCall): string;
}

const VARIABLE = /\$(?:\{context\.([A-Za-z0-9_.]+)\}|context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*))/g;

/** The `$context` variables of a format, in order. */
export function formatVariables(format: string): readonly string[] {
  return [...format.matchAll(VARIABLE)].map(([, braced, bare]) => braced ?? bare ?? '');
}

/** The log group of an ARN, with or without `:*`; `undefined` for another kind of destination. */
export function logGroupOf(destinationArn: string): string | undefined {
  return /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?$/.exec(destinationArn)?.[1];
}

/**
 * Reads a stage's access log settings, once. The format is text with `$context` variables: JSON, CLF, XML or CSV are what
 * its writer makes of it; what has no value is a hyphen.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export function compileAccessLog({ accessLogSettings }: StageSettings): AccessLog | undefined {
  const { destinationArn, format } = accessLogSettings ?? {};
  const group = destinationArn === undefined ? undefined : logGroupOf(destinationArn);
  if (group === undefined || format === undefined) return undefined;
  const line = format.replace(/\r?\n$/, '');
  const texts: string[] = [];
  let end = 0;
  for (const match of line.matchAll(VARIABLE)) {
    texts.push(line.slice(end, match.index));
    end = match.index + match[0].length;
  }
  const rest = line.slice(end);
  const values = formatVariables(line).map(accessLogVariable);
  return {
    group,
    line(answered) {
      let text = '';
      for (let at = 0; at < values.length; at++) {
        const value = values[at]?.(answered);
        text += (texts[at] ?? '') + (value === undefined || value === null || value === '' ? '-' : value);
      }
      return text + rest;
    },
  };
}
