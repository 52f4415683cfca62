/** A JSONPath, parsed. */
export interface JsonPath {
  readonly steps: readonly PathStep[];
  /** Leads to one place at most. */
  readonly definite: boolean;
}

export type PathStep =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'indices'; readonly indices: readonly number[] }
  | {
      readonly kind: 'slice';
      readonly from: number | undefined;
      readonly to: number | undefined;
      readonly step: number | undefined;
    }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'filter'; readonly filter: Filter }
  | { readonly kind: 'deep'; readonly next: PathStep }
  | { readonly kind: 'function'; readonly name: string };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | '=~' | 'in' | 'nin' | 'contains' | 'size' | 'empty';

/** `[?(...)]` */
export type Filter =
  | { readonly kind: 'or' | 'and'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | { readonly kind: 'exists'; readonly operand: Operand }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Operand; readonly right: Operand };

export type Operand =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'expression'; readonly source: string; readonly flags: string }
  /** A path from the candidate (`@`) or from the root (`$`). */
  | { readonly kind: 'path'; readonly path: JsonPath; readonly fromRoot: boolean };
