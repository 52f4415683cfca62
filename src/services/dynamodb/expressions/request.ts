import type { CompiledDraft, CompiledExpressions, ExpressionKind } from './compiled-expressions.ts';
import { compileCondition } from './condition.ts';
import { compileKeyCondition } from './key-condition.ts';
import { type LegacyParameters, translateLegacy } from './legacy.ts';
import { bindPlaceholders, type Placeholders, rejectUnusedPlaceholders } from './placeholders.ts';
import { compileProjection } from './projection.ts';
import { type ExpressionParameter, invalidRequest } from './refusal.ts';
import { compileUpdate } from './update.ts';

/** The members of a request that hold expressions, as the wire gave them, and the legacy ones that they replace. */
export interface ExpressionParameters extends LegacyParameters {
  readonly ConditionExpression?: string | undefined;
  readonly FilterExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly KeyConditionExpression?: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's AttributeValue and the wire's are both accepted here and checked
  readonly ExpressionAttributeValues?: Record<string, any> | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
}

const NONE: CompiledExpressions = Object.freeze({});
const PARAMETERS: Readonly<Record<ExpressionKind, ExpressionParameter>> = {
  projection: 'ProjectionExpression',
  update: 'UpdateExpression',
  filter: 'FilterExpression',
  keyCondition: 'KeyConditionExpression',
  condition: 'ConditionExpression',
};
/** The order in which AWS's texts list the parameters. */
const KINDS = Object.keys(PARAMETERS) as ExpressionKind[];
/** The legacy parameters, in the order in which AWS's texts list them, with what they stand for. */
const LEGACY: readonly (readonly [string, ExpressionKind])[] = [
  ['AttributesToGet', 'projection'],
  ['AttributeUpdates', 'update'],
  ['ScanFilter', 'filter'],
  ['QueryFilter', 'filter'],
  ['Expected', 'condition'],
  ['ConditionalOperator', 'filter'],
  ['KeyConditions', 'keyCondition'],
];

/**
 * Refuses expressions beside legacy parameters, and placeholders without expressions: AWS does so before it looks at
 * anything else of a request. `kinds` are those that the operation has. Throws ValidationException.
 */
export function rejectMixedParameters(
  parameters: ExpressionParameters,
  kinds: readonly ExpressionKind[],
): readonly ExpressionKind[] {
  const given = KINDS.filter((kind) => isGiven(parameters[PARAMETERS[kind]]) && kinds.includes(kind));
  if (given.length > 0) rejectLegacyMix(parameters, kinds, given);
  rejectLonePlaceholders(parameters, kinds, given);
  return given;
}

/**
 * All expressions of one request, checked in AWS's order: mixed with legacy parameters, placeholders, each expression,
 * unused placeholders. `kinds` are those that the operation has: `compileExpressions(input, ['update', 'condition'])`;
 * `given` is what `rejectMixedParameters` answered, when it was called. This is what an operation calls; the single compile
 * functions serve tests. Throws ValidationException.
 */
export function compileExpressions(
  parameters: ExpressionParameters,
  kinds: readonly ExpressionKind[],
  given: readonly ExpressionKind[] = rejectMixedParameters(parameters, kinds),
): CompiledExpressions {
  const members = parameters as Readonly<Record<string, unknown>>;
  const hasLegacy = LEGACY.some(([name]) => isGiven(members[name]));
  const legacy = hasLegacy ? translateLegacy(parameters, kinds) : NONE;
  if (kinds.includes('keyCondition') && !legacy.keyConditions && !given.includes('keyCondition')) {
    throw invalidRequest(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  if (given.length === 0) return legacy;
  const placeholders = bindPlaceholders(parameters.ExpressionAttributeNames, parameters.ExpressionAttributeValues);
  const compiled = compileEach(parameters, given, placeholders);
  rejectUnusedPlaceholders(placeholders);
  return hasLegacy ? { ...legacy, ...compiled } : compiled;
}

function compileEach(
  parameters: ExpressionParameters,
  given: readonly ExpressionKind[],
  placeholders: Placeholders,
): CompiledExpressions {
  const compiled: CompiledDraft = {};
  const text = (kind: ExpressionKind) => parameters[PARAMETERS[kind]] ?? '';
  if (given.includes('update')) compiled.update = compileUpdate(text('update'), placeholders);
  if (given.includes('condition')) compiled.condition = compileCondition(text('condition'), placeholders);
  if (given.includes('keyCondition')) {
    compiled.keyConditions = compileKeyCondition(text('keyCondition'), placeholders);
  }
  if (given.includes('filter')) {
    compiled.filter = compileCondition(text('filter'), placeholders, 'FilterExpression');
  }
  if (given.includes('projection')) compiled.projection = compileProjection(text('projection'), placeholders);
  return compiled;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function rejectLegacyMix(
  parameters: ExpressionParameters,
  kinds: readonly ExpressionKind[],
  given: readonly ExpressionKind[],
): void {
  const members = parameters as Readonly<Record<string, unknown>>;
  const legacy = LEGACY.filter(([name, kind]) => {
    if (!isGiven(members[name]) || !kinds.includes(kind)) return false;
    // KeyConditions may stand beside every expression but their own.
    return name !== 'KeyConditions' || given.includes('keyCondition');
  });
  if (legacy.length === 0) return;
  throw invalidRequest(
    'Can not use both expression and non-expression parameters in the same request: ' +
      `Non-expression parameters: {${legacy.map(([name]) => name).join(', ')}} ` +
      `Expression parameters: {${given.map((kind) => PARAMETERS[kind]).join(', ')}}`,
  );
}

function rejectLonePlaceholders(
  parameters: ExpressionParameters,
  kinds: readonly ExpressionKind[],
  given: readonly ExpressionKind[],
): void {
  if (isGiven(parameters.ExpressionAttributeNames) && given.length === 0) {
    throw invalidRequest('ExpressionAttributeNames can only be specified when using expressions');
  }
  if (!isGiven(parameters.ExpressionAttributeValues)) return;
  const users = KINDS.filter((kind) => kind !== 'projection' && kinds.includes(kind));
  if (users.length === 0 || users.some((kind) => given.includes(kind))) return;
  throw invalidRequest(
    'ExpressionAttributeValues can only be specified when using expressions: ' +
      `${users.map((kind) => PARAMETERS[kind]).join(' and ')} ${users.length > 1 ? 'are' : 'is'} null`,
  );
}
