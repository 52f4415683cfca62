import { ServiceError } from '../../../aws/service-error.ts';

/** The request members that hold an expression, as AWS's texts name them. */
export type ExpressionParameter =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'UpdateExpression'
  | 'ProjectionExpression';

/** AWS refuses the expression itself. */
export function invalidExpression(parameter: ExpressionParameter, reason: string): ServiceError {
  return new ServiceError('ValidationException', `Invalid ${parameter}: ${reason}`);
}

/** AWS refuses the request, or the item does not fit the expression. */
export function invalidRequest(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
