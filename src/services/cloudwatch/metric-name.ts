import type { Dimension } from '@aws-sdk/client-cloudwatch';
import type { MetricDimensions } from '../../telemetry/metric-store.ts';
import { invalidValue, isRequired, missingParameter, tooMany } from './refusals.ts';

export const MAX_DIMENSIONS = 30;
const MAX_NAME = 255;
const MAX_DIMENSION_VALUE = 1024;

export const UNITS: readonly string[] = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Gigabytes',
  'Terabytes',
  'Bits',
  'Kilobits',
  'Megabits',
  'Gigabits',
  'Terabits',
  'Percent',
  'Count',
  'Bytes/Second',
  'Kilobytes/Second',
  'Megabytes/Second',
  'Gigabytes/Second',
  'Terabytes/Second',
  'Bits/Second',
  'Kilobits/Second',
  'Megabits/Second',
  'Gigabits/Second',
  'Terabits/Second',
  'Count/Second',
  'None',
];

/** A namespace or a metric's name: ASCII, 1 to 255 characters, none of them a control character. */
export function checkedName(value: string | undefined, parameter: string): string {
  if (value === undefined || value === '') throw missingParameter(isRequired(parameter));
  if (value.length > MAX_NAME) throw tooLong(parameter, MAX_NAME);
  checkText(value, parameter);
  return value;
}

/** Dimensions as a record; names are unique, values are ASCII. */
export function checkedDimensions(dimensions: readonly Dimension[] | undefined, parameter: string): MetricDimensions {
  if (dimensions === undefined || dimensions.length === 0) return {};
  if (dimensions.length > MAX_DIMENSIONS) throw invalidValue(tooMany(parameter, MAX_DIMENSIONS));
  const checked: Record<string, string> = Object.create(null);
  for (const [index, { Name, Value }] of dimensions.entries()) {
    const at = `${parameter}.member.${index + 1}`;
    const name = checkedName(Name, `${at}.Name`);
    if (Value === undefined || Value === '') throw missingParameter(isRequired(`${at}.Value`));
    if (Value.length > MAX_DIMENSION_VALUE) throw tooLong(`${at}.Value`, MAX_DIMENSION_VALUE);
    checkText(Value, `${at}.Value`);
    if (name.startsWith(':'))
      throw invalidValue(`The value ${name} for parameter ${at}.Name must not start with a colon.`);
    if (name in checked) {
      throw invalidValue(`No duplicate names allowed: the dimension ${name} of ${parameter} is given more than once.`);
    }
    checked[name] = Value;
  }
  return { ...checked };
}

function checkText(value: string, parameter: string): void {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code > 0x7e) throw invalidValue(`The value ${value} for parameter ${parameter} contains non-ASCII characters.`);
    if (code < 0x20) {
      throw invalidValue(`The value ${value} for parameter ${parameter} contains ASCII control characters.`);
    }
  }
  if (value.trim() === '') {
    throw invalidValue(
      `The value ${value} for parameter ${parameter} must contain at least one non-whitespace character.`,
    );
  }
}

const tooLong = (parameter: string, most: number) =>
  invalidValue(`The parameter ${parameter} must be shorter than ${most + 1} characters.`);
