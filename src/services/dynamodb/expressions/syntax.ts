/** An attribute name, a `#placeholder`, or a list index. Literal names never start with `#`. */
export type PathElement = string | number;

/** A path whose placeholders are resolved: names and list indexes. */
export type DocumentPath = readonly (string | number)[];

export interface PathNode {
  readonly kind: 'path';
  readonly elements: readonly PathElement[];
  readonly hasPlaceholders: boolean;
}

export interface ValueNode {
  readonly kind: 'value';
  readonly placeholder: string;
}

export interface CallNode {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly OperandNode[];
}

export interface ArithmeticNode {
  readonly kind: 'arithmetic';
  readonly operator: '+' | '-';
  readonly left: OperandNode;
  readonly right: OperandNode;
}

export type OperandNode = PathNode | ValueNode | CallNode | ArithmeticNode;

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type ConditionNode =
  | {
      readonly kind: 'comparison';
      readonly operator: Comparator;
      readonly left: OperandNode;
      readonly right: OperandNode;
    }
  | { readonly kind: 'between'; readonly operand: OperandNode; readonly low: OperandNode; readonly high: OperandNode }
  | { readonly kind: 'in'; readonly operand: OperandNode; readonly list: readonly OperandNode[] }
  | { readonly kind: 'and' | 'or'; readonly left: ConditionNode; readonly right: ConditionNode }
  | { readonly kind: 'not'; readonly operand: ConditionNode }
  | CallNode;

export type UpdateSection = 'SET' | 'REMOVE' | 'ADD' | 'DELETE';

export type ActionNode =
  | { readonly section: 'SET'; readonly path: PathNode; readonly value: OperandNode }
  | { readonly section: 'REMOVE'; readonly path: PathNode }
  | { readonly section: 'ADD' | 'DELETE'; readonly path: PathNode; readonly value: ValueNode };

/** The path in AWS's texts: `[a, [0], b]`. */
export function pathText(path: DocumentPath): string {
  return `[${path.map((element) => (typeof element === 'number' ? `[${element}]` : element)).join(', ')}]`;
}
