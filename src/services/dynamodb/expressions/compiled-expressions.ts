import type { Condition } from './condition.ts';
import type { KeyConditions } from './key-condition.ts';
import type { Projection } from './projection.ts';
import type { Update } from './update.ts';

/** What a request's expressions, or the legacy parameters in their place, compile to. */
export interface CompiledExpressions {
  readonly condition?: Condition;
  readonly filter?: Condition;
  readonly update?: Update;
  readonly projection?: Projection;
  readonly keyConditions?: KeyConditions;
}

/** Which expression parameters an operation has; one that is given but not listed is ignored, as AWS ignores it. */
export type ExpressionKind = 'condition' | 'filter' | 'update' | 'projection' | 'keyCondition';

/** CompiledExpressions while it is put together. */
export type CompiledDraft = { -readonly [Member in keyof CompiledExpressions]: CompiledExpressions[Member] };
