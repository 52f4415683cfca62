import { compileFilterPattern } from './filter-pattern.ts';
import { selectorOf } from './json-filter-pattern.ts';
import { compileSpacePattern } from './space-filter-pattern.ts';

/** What a filter pattern finds in a message that it matches. */
export interface PatternMatch {
  /** The value of `$.field` or `$field`, as text; `undefined` when it is not there. */
  value(reference: string): string | undefined;
  /** The values that the pattern itself names, as TestMetricFilter shows them. */
  readonly extracted: Readonly<Record<string, string>>;
}

/** A filter pattern that also answers the values of the message: `undefined` for a message that it does not match. */
export function compileExtraction(pattern: string): (message: string) => PatternMatch | undefined {
  const text = pattern.trim();
  if (text.startsWith('[')) {
    const fieldsOf = compileSpacePattern(text);
    return (message) => {
      const fields = fieldsOf(message);
      if (fields === undefined) return undefined;
      const names = [...fields].filter(([name]) => !/^\$\d+$/.test(name));
      return { value: (reference) => fields.get(reference), extracted: Object.fromEntries(names) };
    };
  }
  const matches = compileFilterPattern(pattern);
  const named = text.startsWith('{') ? [...new Set(text.match(/\$(?:\.[^\s.[\]()=!<>&|{}]+|\[[^\]]+\])+/g) ?? [])] : [];
  return (message) => {
    if (!matches(message)) return undefined;
    const tree = parsed(message);
    const value = (reference: string) => textOf(selectorOf(reference)(tree)[0]);
    const extracted = named.flatMap((name) => {
      const found = value(name);
      return found === undefined ? [] : [[name, found] as const];
    });
    return { value, extracted: Object.fromEntries(extracted) };
  };
}

function parsed(message: string): unknown {
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
