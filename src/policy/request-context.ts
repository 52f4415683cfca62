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

/**
 * Condition keys in layers, most of a request's are never asked for: a layer is made when those before it lack the key. So
 * earlier layers win.
 */
export type ContextLayers = readonly (RequestContext | (() => RequestContext))[];

const namesInLowerCase = new WeakMap<RequestContext, ReadonlyMap<string, ContextValue>>();

function byLowerName(context: RequestContext): ReadonlyMap<string, ContextValue> {
  const known = namesInLowerCase.get(context);
  if (known !== undefined) return known;
  const names = new Map<string, ContextValue>();
  for (const given of Object.keys(context)) {
    const value = context[given];
    if (value !== undefined) names.set(given.toLowerCase(), value);
  }
  namesInLowerCase.set(context, names);
  return names;
}

/** Reads one request's condition keys as texts. */
export class ContextReader {
  readonly #layers: ContextLayers;
  readonly #made: RequestContext[] = [];

  constructor(context: RequestContext | ContextLayers) {
    this.#layers = isLayers(context) ? context : [context];
  }

  #find({ name, lower }: KeyName): ContextValue | undefined {
    for (let at = 0; at < this.#layers.length; at++) {
      const context = this.#made[at] ?? this.#make(at);
      if (Object.hasOwn(context, name)) return context[name];
      const value = byLowerName(context).get(lower);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #make(at: number): RequestContext {
    const layer = this.#layers[at] ?? {};
    const context = typeof layer === 'function' ? (layer as () => RequestContext)() : layer;
    this.#made[at] = context;
    return context;
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
const isLayers = (context: RequestContext | ContextLayers): context is ContextLayers => Array.isArray(context);
