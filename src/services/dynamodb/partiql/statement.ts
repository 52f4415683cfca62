import type { ActionNode, ConditionNode, DocumentPath } from '../expressions/index.ts';
import type { AttributeValue } from '../values/attribute-value.ts';

/** A value as a statement writes it: parts of it may be parameters. */
export type ValueTemplate =
  | { readonly kind: 'literal'; readonly value: AttributeValue }
  /** The parameter of that number, from zero. */
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, ValueTemplate])[] }
  | { readonly kind: 'list' | 'set'; readonly items: readonly ValueTemplate[] };

export interface OrderTerm {
  readonly name: string;
  readonly descending: boolean;
}

export interface SelectStatement {
  readonly kind: 'select';
  readonly table: string;
  readonly index?: string;
  /** Whole items when there is none. */
  readonly projection?: readonly DocumentPath[];
  readonly where?: ConditionNode;
  readonly orderBy: readonly OrderTerm[];
}

export interface ReturningClause {
  readonly which: 'ALL' | 'MODIFIED';
  readonly when: 'OLD' | 'NEW';
}

export interface InsertStatement {
  readonly kind: 'insert';
  readonly table: string;
  readonly value: ValueTemplate;
}

export interface UpdateStatement {
  readonly kind: 'update';
  readonly table: string;
  readonly actions: readonly ActionNode[];
  readonly where?: ConditionNode;
  readonly returning?: ReturningClause;
}

export interface DeleteStatement {
  readonly kind: 'delete';
  readonly table: string;
  readonly where?: ConditionNode;
  readonly returning?: ReturningClause;
}

export interface ExistsStatement {
  readonly kind: 'exists';
  readonly select: SelectStatement;
}

export type WriteStatement = InsertStatement | UpdateStatement | DeleteStatement;
export type Statement = SelectStatement | WriteStatement | ExistsStatement;

/**
 * A statement that was read once for all requests with its text. Conditions and updates are those of DynamoDB's
 * expressions; their values stand for the templates: `:0` for the first.
 */
export interface ParsedStatement {
  readonly statement: Statement;
  readonly values: readonly ValueTemplate[];
  readonly parameterCount: number;
}
