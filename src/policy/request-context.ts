export type ContextScalar = string | number | boolean | Date | Uint8Array;
/** A list is a multivalued key, even with one value in it. */
export type ContextValue = ContextScalar | readonly ContextScalar[];
/** Condition keys and their values. Names are found whatever their case. */
export type RequestContext = Readonly<Record<string, ContextValue | undefined>>;

function textOf(value: ContextScalar): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}

/** The name of a condition key as a policy writes it, and in lower case. */
export interface KeyName {
  readonly name: string;
  readonly lower: string;
}

export const keyName = (name: string): KeyName => ({ name, lower: name.toLowerCase() });

/** Reads one request's condition keys as texts. */
export class ContextReader {
  #context: RequestContext | (() => RequestContext);
  #byLowerName: Map<string, ContextValue> | undefined;

  constructor(context: RequestContext | (() => RequestContext)) {
    this.#context = context;
  }

  #find({ name, lower }: KeyName): ContextValue | undefined {
    if (typeof this.#context === 'function') this.#context = this.#context();
    const context = this.#context;
    if (Object.hasOwn(context, name)) return context[name];
    if (this.#byLowerName === undefined) {
      this.#byLowerName = new Map();
      for (const given of Object.keys(context)) {
        const value = context[given];
        if (value !== undefined) this.#byLowerName.set(given.toLowerCase(), value);
      }
    }
    return this.#byLowerName.get(lower);
  }

  /** The values of a key; `undefined` when the request has none. */
  values(key: KeyName): readonly string[] | undefined {
    const value = this.#find(key);
    if (value === undefined) return undefined;
    if (!isList(value)) return [textOf(value)];
    return value.length === 0 ? undefined : value.map(textOf);
  }

  /** What a policy variable stands for. Multivalued keys stand for nothing. */
  variable(key: KeyName): string | undefined {
    const value = this.#find(key);
    return value === undefined || isList(value) ? undefined : textOf(value);
  }
}

const isList = (value: ContextValue): value is readonly ContextScalar[] => Array.isArray(value);
