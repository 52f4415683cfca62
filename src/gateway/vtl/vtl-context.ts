import { JavaList, JavaMap, print } from './values.ts';

type Strings = Readonly<Record<string, string>> | null;

/** What a template sees of its request. Members are read only when the template uses them. */
export interface VtlContext {
  /** `$input.body`: of the request, or what the backend answered. */
  readonly body: string;
  /** `$input.params()` */
  readonly params: { readonly path: Strings; readonly querystring: Strings; readonly header: Strings };
  /** `$context`, but for its overrides. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** Those of an earlier template of the same request. */
  readonly overrides?: Overrides;
}

export interface Rendered {
  readonly text: string;
  readonly overrides: Overrides;
}

type HeaderValues = Readonly<Record<string, string | string[]>>;

/**
 * What templates set in `$context.requestOverride` and `$context.responseOverride`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
export class Overrides {
  #members: ReadonlyMap<string, JavaMap> | undefined;

  /** `$context.requestOverride` and `$context.responseOverride`, made when a template first looks at `$context`. */
  get members(): ReadonlyMap<string, JavaMap> {
    this.#members ??= new Map([
      ['requestOverride', mapOf({ header: mapOf({}), path: mapOf({}), querystring: mapOf({}) })],
      ['responseOverride', mapOf({ header: mapOf({}) })],
    ]);
    return this.#members;
  }

  get requestHeaders(): HeaderValues {
    return this.#values('requestOverride', 'header');
  }

  get requestPath(): HeaderValues {
    return this.#values('requestOverride', 'path');
  }

  get requestQuery(): HeaderValues {
    return this.#values('requestOverride', 'querystring');
  }

  get responseHeaders(): HeaderValues {
    return this.#values('responseOverride', 'header');
  }

  /** A status from 100 to 599; `undefined` when none is set. */
  get responseStatus(): number | undefined {
    const status = this.#members?.get('responseOverride')?.entries.get('status');
    const text = status === undefined || status === null ? '' : print(status).trim();
    return /^[1-5]\d\d$/.test(text) ? Number(text) : undefined;
  }

  #values(override: string, kind: string): HeaderValues {
    const values = this.#members?.get(override)?.entries.get(kind);
    if (!(values instanceof JavaMap) || values.entries.size === 0) return NONE;
    const plain: Record<string, string | string[]> = {};
    for (const [name, value] of values.entries) {
      if (name !== '__proto__') plain[name] = value instanceof JavaList ? value.items.map(print) : print(value);
    }
    return plain;
  }
}

const NONE: HeaderValues = {};

function mapOf(members: Readonly<Record<string, unknown>>): JavaMap {
  return new JavaMap(new Map(Object.entries(members)), true);
}

/** Plain data as the values of templates. */
export function toValue(plain: unknown): unknown {
  if (typeof plain !== 'object' || plain === null || plain instanceof JavaMap || plain instanceof JavaList)
    return plain;
  if (Array.isArray(plain)) return new JavaList(plain.map(toValue));
  return new JavaMap(new Map(Object.entries(plain).map(([name, value]) => [name, toValue(value)])));
}
