import type { Condition } from './condition.ts';
import type { KeyConditions } from './key-condition.ts';
import type { Projection } from './projection.ts';
import type { Update } from './update.ts';

/** The members of a request that hold expressions, as the wire gave them (plus the legacy ones they exclude). */
export interface ExpressionParameters {
  readonly ConditionExpression?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's AttributeValue and the wire's are both accepted here and checked
  readonly ExpressionAttributeValues?: Record<string, any> | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
}

export interface CompiledExpressions {
  readonly condition?: Condition;
  readonly filter?: Condition;
  readonly update?: Update;
  readonly projection?: Projection;
  readonly keyConditions?: KeyConditions;
}

/** Which expression parameters an operation has; one that is given but not listed is ignored, as AWS ignores it. */
export type ExpressionKind = 'condition' | 'filter' | 'update' | 'projection' | 'keyCondition';

/**
 * All expressions of one request, checked in AWS's order: mixed with legacy parameters, placeholders, each expression,
 * unused placeholders. `kinds` are those that the operation has: `compileExpressions(input, ['update', 'condition'])`.
 * This is what an operation calls; the single compile functions serve transactions and tests. Throws ValidationException.
 */
export function compileExpressions(
  _parameters: ExpressionParameters,
  _kinds: readonly ExpressionKind[],
): CompiledExpressions {
  throw new Error('not built yet');
}
