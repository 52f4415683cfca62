export { applyUpdate } from './apply-update.ts';
export type { CompiledExpressions, ExpressionKind } from './compiled-expressions.ts';
export { type Condition, compileCondition, evaluateCondition, rejectKeyAttributes } from './condition.ts';
export { rejectNestedKeys } from './document-path.ts';
export {
  compileKeyCondition,
  type KeyConditions,
  type KeyRange,
  type KeySchemaNames,
  resolveKeyConditions,
  type SortCondition,
} from './key-condition.ts';
export { bindPlaceholders, type Placeholders, rejectUnusedPlaceholders } from './placeholders.ts';
export { compileProjection, type Projection, project } from './projection.ts';
export { compileExpressions, type ExpressionParameters } from './request.ts';
export { assignedType, compileUpdate, rejectKeyUpdates, type Update, updatedAttributes } from './update.ts';
