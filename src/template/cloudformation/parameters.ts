import { UserError } from '../../std/user-error.ts';
import { didYouMean } from '../nearest-name.ts';
import type { Notice, Place } from '../notice.ts';
import { formatPlace } from '../place.ts';
import type { Json } from '../resource-graph.ts';
import type { JsonPath } from '../template-document.ts';
import { isTable, own, type ParameterValue } from './scope.ts';

interface ParameterOptions {
  /** The `Parameters` section. */
  readonly section: Json | undefined;
  /** What the user gave, by name. Lists may be given as `a,b`. */
  readonly overrides: Readonly<Record<string, string | readonly string[]>>;
  /** The value of an SSM parameter, for `AWS::SSM::Parameter::Value<...>`. */
  readonly ssmValue?: ((name: string) => string | undefined) | undefined;
  readonly placeOf: (path: JsonPath) => Place | undefined;
}

const SSM_VALUE = /^AWS::SSM::Parameter::Value<(.+)>$/;
const LIST = /^(?:List<.+>|CommaDelimitedList)$/;
const TYPE = /^(?:String|Number|CommaDelimitedList|List<(?:String|Number|AWS::[A-Za-z0-9:]+)>|AWS::[A-Za-z0-9:]+)$/;

const isListType = (type: string) => LIST.test(SSM_VALUE.exec(type)?.[1] ?? type);

/**
 * The parameter values in force, checked as CloudFormation checks them. With its texts.
 * @throws {UserError} SAMLET_PARAMETER for the first value that is missing or refused
 */
export function readParameters(options: ParameterOptions): {
  readonly values: Readonly<Record<string, ParameterValue>>;
  readonly notices: readonly Notice[];
} {
  const { section, overrides, ssmValue, placeOf } = options;
  const declared = isTable(section) ? section : {};
  const values: Record<string, ParameterValue> = {};
  const notices: Notice[] = [];

  const refuse = (name: string | undefined, message: string, hint?: string): never => {
    const place = placeOf(name === undefined ? ['Parameters'] : ['Parameters', name]);
    throw new UserError('SAMLET_PARAMETER', message, { where: place && formatPlace(place), hint });
  };

  const unknown = Object.keys(overrides).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0) {
    const [first = ''] = unknown;
    refuse(
      undefined,
      `Parameters: [${unknown.join(', ')}] do not exist in the template`,
      didYouMean(first, Object.keys(declared)),
    );
  }

  const missing = Object.keys(declared).filter(
    (name) => overrides[name] === undefined && (own(declared[name], 'Default') ?? null) === null,
  );
  if (missing.length > 0) {
    refuse(
      missing[0],
      `Parameters: [${missing.join(', ')}] must have values`,
      `Give ${missing.length === 1 ? 'it' : 'them'} with --parameter-overrides ${missing.map((name) => `${name}=...`).join(' ')}, or add a Default.`,
    );
  }

  for (const [name, definition] of Object.entries(declared)) {
    if (!/^[A-Za-z0-9]+$/.test(name))
      refuse(name, `Template format error: Parameter name ${name} is non alphanumeric.`);
    const type = own(definition, 'Type');
    if (typeof type !== 'string') {
      return refuse(name, 'Template format error: Every Parameters object must contain a Type member.');
    }
    if (!TYPE.test(SSM_VALUE.exec(type)?.[1] ?? type)) {
      refuse(
        name,
        `Template format error: Unrecognized parameter type: ${type}`,
        didYouMean(type, ['String', 'Number', 'CommaDelimitedList', 'List<Number>']),
      );
    }
    const given = overrides[name] ?? own(definition, 'Default');
    // The tokens around commas are trimmed, as CloudFormation trims them.
    const value = isListType(type) ? toList(given) : Array.isArray(given) ? given.join(',') : String(given);
    const check = (one: string) => {
      const problem = checkValue(name, type, one, definition);
      if (problem !== undefined) refuse(name, problem, checkHint(definition));
    };
    for (const one of typeof value === 'string' ? [value] : value) check(one);
    if (!SSM_VALUE.test(type)) {
      values[name] = value;
      continue;
    }
    const key = typeof value === 'string' ? value : value.join(',');
    const found = ssmValue?.(key);
    if (found === undefined) {
      notices.push({
        kind: 'difference',
        message: `Parameter ${name}: there is no SSM parameter "${key}" here, so ${name} has that name as its value.`,
        place: placeOf(['Parameters', name]),
        hint: `Give the value with --parameter-overrides ${name}=..., which samlet takes as it is.`,
      });
    }
    const resolved = found ?? key;
    values[name] = isListType(type) ? toList(resolved) : resolved;
  }
  return { values, notices };
}

function toList(given: unknown): readonly string[] {
  if (Array.isArray(given)) return given.map((item) => String(item).trim());
  const text = String(given);
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));

function checkValue(name: string, type: string, value: string, definition: Json | undefined): string | undefined {
  const description = own(definition, 'ConstraintDescription');
  const refused = (message: string) =>
    typeof description === 'string' ? `Parameter ${name} failed to satisfy constraint: ${description}` : message;
  const numeric = (member: string) => {
    const limit = own(definition, member);
    return limit === undefined ? undefined : Number(limit);
  };

  if ((type === 'Number' || type === 'List<Number>') && !isNumber(value))
    return `Parameter '${name}' must be a number.`;
  const allowed = own(definition, 'AllowedValues');
  if (Array.isArray(allowed) && !allowed.some((one) => String(one) === value)) {
    return refused(`Parameter '${name}' must be one of AllowedValues`);
  }
  const pattern = own(definition, 'AllowedPattern');
  if (typeof pattern === 'string' && !matches(pattern, value)) {
    return refused(`Parameter '${name}' must match pattern ${pattern}`);
  }
  const least = numeric('MinValue');
  const most = numeric('MaxValue');
  if (least !== undefined && Number(value) < least)
    return refused(`Parameter '${name}' must be a number not less than ${least}`);
  if (most !== undefined && Number(value) > most)
    return refused(`Parameter '${name}' must be a number not greater than ${most}`);
  const shortest = numeric('MinLength');
  const longest = numeric('MaxLength');
  if (shortest !== undefined && value.length < shortest) {
    return refused(`Parameter '${name}' must contain at least ${shortest} characters`);
  }
  if (longest !== undefined && value.length > longest) {
    return refused(`Parameter '${name}' must contain at most ${longest} characters`);
  }
  return undefined;
}

/** Java's regular expressions, which CloudFormation uses, match the whole value. A pattern that JavaScript cannot read passes. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch {
    try {
      return new RegExp(`^(?:${pattern})$`).test(value);
    } catch {
      return true;
    }
  }
}

function checkHint(definition: Json | undefined): string | undefined {
  const allowed = own(definition, 'AllowedValues');
  return Array.isArray(allowed) ? `Allowed are ${allowed.join(', ')}.` : undefined;
}
