import { ServiceError } from '../../aws/service-error.ts';
import type { Item } from './values/attribute-value.ts';

export function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** A refusal of a parameter's value, with the words that AWS begins most of them with. */
export function invalidParameter(message: string): ServiceError {
  return validation(`One or more parameter values were invalid: ${message}`);
}

export function tableNotFound(tableName: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `Requested resource not found: Table: ${tableName} not found`);
}

/** What operations on items answer for a table that is not there. */
export function itemTableNotFound(): ServiceError {
  return new ServiceError('ResourceNotFoundException', 'Requested resource not found');
}

export function conditionFailed(item: Readonly<Item> | undefined): ServiceError {
  return new ServiceError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    400,
    item === undefined ? {} : { Item: item },
  );
}

/** Refuses the parameters of `names` that a request gives: samlet would otherwise ignore them in silence. */
export function refuseUnbuilt(operation: string, input: object, names: readonly string[]): void {
  for (const name of names) {
    const given = (input as Readonly<Record<string, unknown>>)[name];
    if (given !== undefined && given !== null) throw notBuilt(operation, name);
  }
}

export function notBuilt(operation: string, parameter: string): ServiceError {
  return new ServiceError('NotImplementedException', `samlet does not honour ${parameter} of ${operation} yet`);
}
