import type { Json, JsonObject } from '../document.ts';

/** What differs between the two specifications that API Gateway exports. */
export interface Dialect {
  readonly exportType: 'oas30' | 'swagger';
  /** Where schemas of models stand: `#/definitions/`, `#/components/schemas/`. */
  readonly schemaPrefix: string;
  /** A parameter's or a header's type. */
  readonly typed: (type: string) => JsonObject;
}

export const DIALECTS = {
  oas30: { exportType: 'oas30', schemaPrefix: '#/components/schemas/', typed: (type) => ({ schema: { type } }) },
  swagger: { exportType: 'swagger', schemaPrefix: '#/definitions/', typed: (type) => ({ type }) },
} as const satisfies Record<string, Dialect>;

/** Which of API Gateway's own extensions are wanted. */
export interface Extensions {
  readonly integrations: boolean;
  readonly authorizers: boolean;
  readonly validators: boolean;
  readonly gatewayResponses: boolean;
  readonly settings: boolean;
  readonly documentation: boolean;
}

/**
 * The `extensions` parameter of an export: a list with commas.
 * Unlike AWS: `postman` adds nothing, for Postman reads the specification as it is.
 */
export function extensionsOf(parameter: string | undefined): Extensions {
  const names = new Set((parameter ?? '').split(',').map((name) => name.trim().toLowerCase()));
  const all = names.has('apigateway');
  return {
    integrations: all || names.has('integrations'),
    authorizers: all || names.has('authorizers'),
    validators: all || names.has('validators'),
    gatewayResponses: all || names.has('gatewayresponses'),
    settings: all,
    documentation: names.has('documentation'),
  };
}

/** `{ [name]: value }` unless the value is empty: no text, no member, no item. */
export function unlessEmpty<Name extends string>(name: Name, value: Json | undefined): { readonly [N in Name]?: Json } {
  const empty =
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0);
  return empty ? {} : ({ [name]: value } as { readonly [N in Name]: Json });
}
