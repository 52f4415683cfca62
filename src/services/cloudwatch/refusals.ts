import { ServiceError } from '../../aws/service-error.ts';

/** CloudWatch answers all complaints of one kind together, a line for each. */
type Words = string | readonly string[];

const text = (words: Words) => (typeof words === 'string' ? words : words.join('\n'));

export const invalidValue = (words: Words) => new ServiceError('InvalidParameterValueException', text(words));
export const invalidCombination = (words: Words) =>
  new ServiceError('InvalidParameterCombinationException', text(words));
export const missingParameter = (words: Words) => new ServiceError('MissingRequiredParameterException', text(words));
export const validationError = (words: Words) => new ServiceError('ValidationException', text(words));
export const invalidNextToken = () => new ServiceError('InvalidNextToken', 'The next token specified is invalid.');

export const isRequired = (parameter: string) => `The parameter ${parameter} is required.`;
export const notInSet = (parameter: string, allowed: readonly (string | number)[]) =>
  `The parameter ${parameter} must be a value in the set [ ${allowed.join(', ')} ].`;
export const tooMany = (collection: string, most: number) =>
  `The collection ${collection} must not have a size greater than ${most}.`;
export const exclusive = (one: string, other: string) =>
  `The parameters ${one} and ${other} are mutually exclusive and you have specified both.`;
export const notOneOf = (member: string, value: string, allowed: readonly string[]) =>
  `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(', ')}]`;
