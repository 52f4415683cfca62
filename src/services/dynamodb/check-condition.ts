import { conditionFailed } from './errors.ts';
import { type Condition, evaluateCondition } from './expressions/index.ts';
import type { StoredItem } from './stored-item.ts';

/**
 * Evaluates a condition on the item as it is.
 * @throws ServiceError ConditionalCheckFailedException, with the item when `returnOnFailure` is ALL_OLD
 */
export function checkCondition(
  condition: Condition | undefined,
  old: StoredItem | undefined,
  returnOnFailure: string | undefined,
): void {
  if (condition === undefined || evaluateCondition(condition, old?.item)) return;
  throw conditionFailed(returnOnFailure === 'ALL_OLD' ? old?.item : undefined);
}
