import type { ServiceError } from '../../../aws/service-error.ts';
import { validation } from '../errors.ts';

/** The refusal of a text that is no statement. */
export function malformed(detail: string): ServiceError {
  return validation(`Statement wasn't well formed, can't be processed: ${detail}`);
}
