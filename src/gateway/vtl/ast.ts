/** What a template is parsed into. `at` is the offset in its text. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | PrintedReference
  | { readonly kind: 'set'; readonly target: Reference; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly Branch[] }
  | {
      readonly kind: 'foreach';
      readonly variable: string;
      readonly source: Expression;
      readonly body: readonly Node[];
      readonly at: number;
    }
  | { readonly kind: 'break' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'define'; readonly variable: string; readonly body: readonly Node[] }
  | { readonly kind: 'evaluate'; readonly source: Expression; readonly at: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      /** What is printed when there is no such macro. */
      readonly literal: string;
      readonly at: number;
    };

export interface Branch {
  /** `undefined` for `#else`. */
  readonly test: Expression | undefined;
  readonly body: readonly Node[];
}

export interface PrintedReference {
  readonly kind: 'print';
  readonly reference: Reference;
  readonly quiet: boolean;
  /** How many backslashes stand before it. */
  readonly backslashes: number;
}

export interface Reference {
  readonly kind: 'reference';
  readonly name: string;
  readonly steps: readonly Step[];
  /** As written, for a reference that has no value. */
  readonly literal: string;
  readonly at: number;
}

export type Step =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'method'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'index'; readonly index: Expression };

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

export type Expression =
  | { readonly kind: 'literal'; readonly value: unknown; readonly text?: string }
  | { readonly kind: 'interpolated'; readonly body: readonly Node[]; readonly text: string }
  | Reference
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression; readonly at: number }
  | { readonly kind: 'map'; readonly members: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

export interface Macro {
  readonly parameters: readonly string[];
  readonly body: readonly Node[];
}

/** A template, parsed: compile once, render per request. */
export interface Template {
  readonly text: string;
  readonly body: readonly Node[];
  readonly macros: ReadonlyMap<string, Macro>;
}
