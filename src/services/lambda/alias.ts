import type { AliasConfiguration, AliasRoutingConfiguration } from '@aws-sdk/client-lambda';
import { pattern, requireValid, violation } from './constraint.ts';
import { functionNotFound, invalidParameter } from './errors.ts';
import type { AliasRecord, FunctionRecord } from './function-record.ts';

const NAME = /^(?!^[0-9]+$)([a-zA-Z0-9-_]+)$/;
const WEIGHTS = 'routingConfig.additionalVersionWeights';

/** Refuses an alias name that AWS refuses. */
export function requireAliasName(name: string | undefined): void {
  requireValid(pattern(name, 'name', NAME, '(?!^[0-9]+$)([a-zA-Z0-9-_]+)'));
}

/** Refuses a version that does not exist, and weights that AWS refuses. Answers the second version, if any. */
export function readRouting(
  record: FunctionRecord,
  version: string,
  routing: AliasRoutingConfiguration | undefined,
): AliasRecord['additional'] {
  const weights = Object.entries(routing?.AdditionalVersionWeights ?? {});
  if (weights.length > 1) {
    throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  }
  const [first] = weights;
  if (first !== undefined) requireWeight(version, ...first);
  requireVersion(record, version);
  if (first === undefined) return undefined;
  requireVersion(record, first[0]);
  return { version: first[0], weight: first[1] };
}

function requireWeight(version: string, second: string, weight: number): void {
  const shown = `{${second}=${javaDouble(weight)}}`;
  if (!/^[0-9]+$/.test(second)) {
    requireValid(
      violation(
        shown,
        WEIGHTS,
        'Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]',
      ),
    );
  }
  if (weight < 0 || weight > 1) {
    requireValid(
      violation(
        shown,
        WEIGHTS,
        'Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]',
      ),
    );
  }
  if (second === version) {
    throw invalidParameter(
      `Invalid function version ${second}. Function version ${second} is already included in routing configuration.`,
    );
  }
  if (version === '$LATEST') {
    throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version');
  }
}

const javaDouble = (value: number) => (Number.isInteger(value) ? `${value}.0` : String(value));

function requireVersion(record: FunctionRecord, version: string): void {
  if (version === '$LATEST' || record.published.some((one) => one.version === version)) return;
  throw functionNotFound(`${record.arn}:${version}`);
}

/** An alias as AWS describes it. */
export function describeAlias(record: FunctionRecord, alias: AliasRecord): AliasConfiguration {
  return {
    AliasArn: `${record.arn}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    ...(alias.additional === undefined
      ? {}
      : { RoutingConfig: { AdditionalVersionWeights: { [alias.additional.version]: alias.additional.weight } } }),
    RevisionId: alias.revisionId,
  };
}
