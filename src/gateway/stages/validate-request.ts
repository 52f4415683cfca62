import type { ErrorObject } from 'ajv';
import type { RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';
import { mediaType } from '../media-types.ts';
import { ownMember } from '../own-member.ts';
import { parseQuery, type QueryParameters } from '../query-string.ts';
import type { RequestValidation, RequiredParameter } from '../validation/compile-validation.ts';
import { validationErrorString } from '../validation/fault-text.ts';
import type { ModelCheck } from '../validation/model-schemas.ts';

/** Above this many bytes only the first fault of a body is told: a large one may have millions. */
const MAX_EXPLAINED_BYTES = 64 * 1024;

/**
 * Holds parameters and body against what the method's validator asks for.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export async function validateRequest(call: RoutedCall, validation: RequestValidation): Promise<void> {
  if (validation.required.length > 0) checkParameters(call, validation.required);
  if (validation.models.size > 0) await checkBody(call, validation);
}

function checkParameters(call: RoutedCall, required: readonly RequiredParameter[]): void {
  const query = parseQuery(call.request.rawQuery);
  const missing = required.filter((parameter) => isBlank(sentValue(parameter, call, query)));
  if (missing.length === 0) {
    call.trail.note('validate', '{} of {} required parameters are there', required.length, required.length);
    return;
  }
  throw new GatewayError('BAD_REQUEST_PARAMETERS', {
    message: `Missing required request parameters: [${named(missing)}]`,
  });
}

const named = (parameters: readonly RequiredParameter[]) => parameters.map(({ name }) => name).join(', ');

function sentValue({ location, name }: RequiredParameter, call: RoutedCall, query: QueryParameters | null) {
  if (location === 'header') return ownMember(call.request.headers, name.toLowerCase());
  return location === 'path'
    ? ownMember(call.pathParameters ?? undefined, name)
    : ownMember(query?.single ?? undefined, name);
}

const isBlank = (value: string | undefined) => value === undefined || value.trim() === '';

async function checkBody(call: RoutedCall, { models, schemas }: RequestValidation): Promise<void> {
  const contentType = call.request.headers['content-type'];
  const type = contentType === undefined ? 'application/json' : mediaType(contentType);
  const modelName = models.get(type) ?? models.get('$default');
  // A body of a type without a model is not validated.
  if (modelName === undefined) {
    call.trail.note('validate', 'there is no model for {}: the body is not validated', type);
    return;
  }

  let check: ModelCheck;
  try {
    check = await schemas.check(modelName);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new GatewayError('API_CONFIGURATION_ERROR', { reason: `the model ${modelName} cannot be used: ${why}` });
  }
  const { body } = call.request;
  let value: unknown;
  try {
    // No body counts as an empty object: it fails a model that requires members.
    value = body.length === 0 ? {} : JSON.parse(body.toString());
  } catch {
    throw new GatewayError('BAD_REQUEST_BODY', {
      reason: 'the body is not JSON',
      explain: () => '[Unknown error parsing request body]',
    });
  }
  if (check.matches(value)) {
    call.trail.note('validate', 'the body matches the model {}', modelName);
    return;
  }
  throw new GatewayError('BAD_REQUEST_BODY', {
    reason: `the body does not match the model ${modelName}: ${whereAndWhat(check.faults(value, 'first'))}`,
    explain: () => validationErrorString(check.faults(value, body.length > MAX_EXPLAINED_BYTES ? 'first' : 'all')),
  });
}

/** A fault by its place and rule. What the client sent there is not told: it may be a secret. */
function whereAndWhat([fault]: readonly ErrorObject[]): string {
  if (fault === undefined) return 'by a rule that has no name';
  return `${fault.instancePath.slice(0, 200) || 'the body'} ${fault.message}`;
}
