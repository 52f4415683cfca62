/** A query string as events hold it: the last value of each name, and all of them. */
export interface QueryParameters {
  readonly single: Readonly<Record<string, string>>;
  readonly multi: Readonly<Record<string, readonly string[]>>;
}

/** Decodes names and values once, `+` as a space; what is no valid encoding stays as sent. `null` for an empty query. */
export function parseQuery(rawQuery: string): QueryParameters | null {
  if (rawQuery === '') return null;
  const single: Record<string, string> = {};
  const multi: Record<string, string[]> = {};
  for (const pair of rawQuery.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    addValue(single, multi, decode(at < 0 ? pair : pair.slice(0, at)), at < 0 ? '' : decode(pair.slice(at + 1)));
  }
  return { single, multi };
}

/** Adds a value under a name that comes from a client: `__proto__` and `constructor` are names like any other. */
export function addValue(
  single: Record<string, string>,
  multi: Record<string, string[]>,
  name: string,
  value: string,
): void {
  if (name === '__proto__') {
    addOwn(single, multi, name, value);
    return;
  }
  single[name] = value;
  const values = Object.hasOwn(multi, name) ? multi[name] : undefined;
  if (values === undefined) multi[name] = [value];
  else values.push(value);
}

function addOwn(single: object, multi: object, name: string, value: string): void {
  const values: string[] = Object.getOwnPropertyDescriptor(multi, name)?.value ?? [];
  values.push(value);
  const own = { enumerable: true, configurable: true, writable: true };
  Object.defineProperty(single, name, { ...own, value });
  Object.defineProperty(multi, name, { ...own, value: values });
}

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
