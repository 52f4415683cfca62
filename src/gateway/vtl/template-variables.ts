import { readJsonPath } from './json-path.ts';
import { parseJson } from './parse-json.ts';
import { isNull, JavaMap, NOTHING, print, type TemplateObject, toJson, unicode } from './values.ts';
import { Overrides, toValue, type VtlContext } from './vtl-context.ts';

/**
 * The variables that API Gateway gives to templates, made when first used.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export class TemplateVariables {
  readonly overrides: Overrides;
  readonly #given: VtlContext;
  readonly #made = new Map<string, unknown>();

  constructor(given: VtlContext) {
    this.#given = given;
    this.overrides = given.overrides ?? new Overrides();
  }

  get(name: string): unknown {
    const made = this.#made.get(name);
    if (made !== undefined) return made;
    const value = this.#make(name);
    if (value !== undefined) this.#made.set(name, value);
    return value;
  }

  #make(name: string): unknown {
    switch (name) {
      case 'input':
        return inputVariable(this.#given);
      case 'util':
        return UTIL;
      case 'context': {
        const members = Object.entries(this.#given.context).map(([member, value]) => [member, toValue(value)] as const);
        return new JavaMap(new Map<string, unknown>([...members, ...this.overrides.members]));
      }
      case 'stageVariables':
        return toValue(this.#given.stageVariables);
      default:
        return undefined;
    }
  }
}

function inputVariable(given: VtlContext): TemplateObject {
  // API Gateway takes an empty body for an empty object.
  const body = given.body === '' ? '{}' : given.body;
  let root: unknown;
  let params: JavaMap | undefined;
  const find = (path: unknown) => {
    root ??= parseJson(body) ?? NOTHING;
    return readJsonPath(root, print(path)) ?? NOTHING;
  };
  const allParams = () => {
    const { path, querystring, header } = given.params;
    params ??= toValue({ path: path ?? {}, querystring: querystring ?? {}, header: header ?? {} }) as JavaMap;
    return params;
  };
  return {
    templateObject: true,
    property: (name) => (name === 'body' ? body : undefined),
    call(name, args) {
      switch (name) {
        case 'params':
          return args.length === 0 ? allParams() : param(allParams(), print(args[0]));
        case 'path':
          return args.length === 1 ? find(args[0]) : undefined;
        case 'json':
          return args.length === 1 ? toJson(find(args[0])) : undefined;
        case 'getBody':
          return body;
        default:
          return undefined;
      }
    },
  };
}

/** A parameter of the path, the query string or the headers, looked for in this order; the empty string if there is none. */
function param(params: JavaMap, name: string): unknown {
  for (const kind of ['path', 'querystring', 'header']) {
    const values = params.entries.get(kind);
    if (values instanceof JavaMap && values.entries.has(name)) return values.entries.get(name);
  }
  const headers = params.entries.get('header');
  const lower = name.toLowerCase();
  const found =
    headers instanceof JavaMap ? [...headers.entries].find(([header]) => header.toLowerCase() === lower) : undefined;
  return found?.[1] ?? '';
}

const FUNCTIONS: Readonly<Record<string, (text: string) => unknown>> = {
  escapeJavaScript,
  parseJson: (text) => parseJson(text) ?? NOTHING,
  urlEncode: (text) => encodeURIComponent(Buffer.from(text).toString()).replace(/%20|[!'()~]/g, formEncode),
  urlDecode,
  base64Encode: (text) => Buffer.from(text).toString('base64'),
  base64Decode: (text) => Buffer.from(text, 'base64').toString(),
};

const UTIL: TemplateObject = {
  templateObject: true,
  property: () => undefined,
  call(name, args) {
    const run = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (run === undefined || args.length !== 1) return undefined;
    return isNull(args[0]) ? NOTHING : run(print(args[0]));
  },
};

function formEncode(text: string): string {
  return text === '%20' ? '+' : `%${text.charCodeAt(0).toString(16).toUpperCase()}`;
}

function urlDecode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\b': '\\b', '\n': '\\n', '\t': '\\t', '\f': '\\f', '\r': '\\r' };

/** As the library that API Gateway uses: quotes of both kinds, backslash and slash, and all that is not ASCII. */
function escapeJavaScript(text: string): string {
  return text.replace(/['"\\/]|[^ -~]/g, (one) => ESCAPES[one] ?? (/['"\\/]/.test(one) ? `\\${one}` : unicode(one)));
}
