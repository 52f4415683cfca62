import type { CallContext } from '../../aws/service.ts';
import { maxLength, pattern, requireValid } from './constraint.ts';
import { functionNotFound, invalidParameter } from './errors.ts';

const NAME_PATTERN =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?';
const NAME =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:((?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_.]+)(?::(\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$/;
const QUALIFIER_PATTERN = '\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+';
const QUALIFIER = /^(?:\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_$]+)$/;

/** A function as a client named it: `name`, `name:alias`, `account:function:name` or a whole ARN. */
export interface NamedFunction {
  readonly name: string;
  /** From the name or from the `Qualifier` member; absent when the client gave none. */
  readonly qualifier: string | undefined;
  /** Without a qualifier. */
  readonly arn: string;
  /** With the qualifier that the client gave, if any. */
  readonly qualifiedArn: string;
}

type Where = Pick<CallContext<unknown>, 'account' | 'region'>;

/** The ARN of the function `name`, without a qualifier. */
export function functionArn(name: string, { account, region }: Where): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

/** Reads `FunctionName` and `Qualifier` in every form that AWS takes. */
export function namedFunction(
  functionName: string | undefined,
  qualifier: string | undefined,
  where: Where,
): NamedFunction {
  const text = functionName ?? '';
  const match = NAME.exec(text);
  requireValid(
    match === null ? pattern(text, 'functionName', NAME, NAME_PATTERN) : undefined,
    text.startsWith('arn:') ? undefined : maxLength(text, 'functionName', 140),
    pattern(qualifier, 'qualifier', QUALIFIER, QUALIFIER_PATTERN),
  );
  const [, region = where.region, account = where.account, name = '', ownQualifier] = match ?? [];
  if (ownQualifier !== undefined && qualifier !== undefined && ownQualifier !== qualifier) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  }
  const given = ownQualifier ?? qualifier;
  const arn = functionArn(name, { region, account });
  const qualifiedArn = given === undefined ? arn : `${arn}:${given}`;
  if (region !== where.region || account !== where.account) throw functionNotFound(qualifiedArn);
  return { name, qualifier: given, arn, qualifiedArn };
}

/** For operations on the whole function, which refuse a version or an alias. */
export function unqualifiedFunction(functionName: string | undefined, where: Where): NamedFunction {
  const named = namedFunction(functionName, undefined, where);
  if (named.qualifier !== undefined && named.qualifier !== '$LATEST') {
    throw invalidParameter(
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
    );
  }
  return named;
}

/** The name of a function to be created; refuses what AWS refuses. */
export function newFunctionName(functionName: string | undefined, where: Where): NamedFunction {
  const named = namedFunction(functionName, undefined, where);
  requireValid(maxLength(named.name, 'functionName', 64));
  return named;
}
