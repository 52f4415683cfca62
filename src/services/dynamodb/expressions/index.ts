export { applyUpdate } from './apply-update.ts';
export { bindCondition } from './bind-condition.ts';
export type { BoundCondition, BoundOperand } from './bound-condition.ts';
export type { CompiledExpressions, ExpressionKind } from './compiled-expressions.ts';
export { type Condition, compileCondition, evaluateCondition, rejectKeyAttributes } from './condition.ts';
export { rejectNestedKeys, valueAt } from './document-path.ts';
export {
  collectKeyConditions,
  compileKeyCondition,
  type KeyConditions,
  type KeyRange,
  type KeySchemaNames,
  resolveKeyConditions,
  type SortCondition,
} from './key-condition.ts';
export { bindPlaceholders, type Placeholders, rejectUnusedPlaceholders } from './placeholders.ts';
export { compileProjection, type Projection, project } from './projection.ts';
export { compileExpressions, type ExpressionParameters, rejectMixedParameters } from './request.ts';
export type { ActionNode, CallNode, Comparator, ConditionNode, DocumentPath, OperandNode, PathNode } from './syntax.ts';
export { assignedType, bindUpdate, compileUpdate, rejectKeyUpdates, type Update, updatedAttributes } from './update.ts';
