import { ServiceError } from '../../aws/service-error.ts';
import type { Item } from './values/attribute-value.ts';

/** Why one action of a transaction could not be done. */
export interface Reason {
  readonly Code: 'ConditionalCheckFailed' | 'DuplicateItem' | 'ValidationError';
  readonly Message: string;
  readonly Item?: Readonly<Item>;
}

/** The refusal of a whole transaction: a reason for each action, in their order. */
export function cancelled(reasons: readonly (Reason | undefined)[]): ServiceError {
  const codes = reasons.map((reason) => reason?.Code ?? 'None');
  return new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    400,
    { CancellationReasons: reasons.map((reason) => reason ?? { Code: 'None' }) },
  );
}

/** An action's own refusal as a reason. Rethrows what is no refusal of the action. */
export function validationReason(error: unknown): Reason {
  if (!(error instanceof ServiceError) || error.code !== 'ValidationException') throw error;
  return { Code: 'ValidationError', Message: error.message };
}
