import { type CompiledPolicy, compilePolicy } from '../../policy/compile-policy.ts';

/** A Lambda authorizer's answer: who calls, what they may invoke, and what the backend is told of them. */
export interface AuthorizerAnswer {
  readonly policy: CompiledPolicy;
  readonly usageIdentifierKey: string | undefined;
  /** `principalId` and the context, all of it text. */
  readonly members: Readonly<Record<string, string>>;
}

/** Why an answer is none, for the log. */
export class BadAuthorizerAnswer extends Error {}

/**
 * Reads what an authorizer function returned.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function authorizerAnswer(payload: Uint8Array): AuthorizerAnswer {
  const answer = parse(payload);
  if (!isObject(answer)) throw new BadAuthorizerAnswer('the authorizer returned no object');
  const { principalId, policyDocument, context, usageIdentifierKey } = answer;
  if (typeof principalId !== 'string' && typeof principalId !== 'number') {
    throw new BadAuthorizerAnswer('the authorizer returned no principalId');
  }
  if (usageIdentifierKey !== undefined && usageIdentifierKey !== null && typeof usageIdentifierKey !== 'string') {
    throw new BadAuthorizerAnswer('the usageIdentifierKey that the authorizer returned is no text');
  }
  return {
    policy: policyOf(policyDocument),
    usageIdentifierKey: usageIdentifierKey ?? undefined,
    members: { ...contextOf(context), principalId: String(principalId) },
  };
}

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString());
  } catch {
    throw new BadAuthorizerAnswer('the authorizer returned no JSON');
  }
}

function policyOf(document: unknown): CompiledPolicy {
  if (!isObject(document)) throw new BadAuthorizerAnswer('the authorizer returned no policyDocument');
  const statements = [document['Statement']].flat();
  const wrong = statements.find(
    (one) =>
      !isObject(one) ||
      (one['Effect'] !== 'Allow' && one['Effect'] !== 'Deny') ||
      (one['Action'] ?? one['NotAction']) === undefined ||
      (one['Resource'] ?? one['NotResource']) === undefined,
  );
  if (statements.length === 0 || wrong !== undefined || statements[0] === undefined) {
    throw new BadAuthorizerAnswer(
      'the policyDocument that the authorizer returned needs a Statement with Effect, Action and Resource',
    );
  }
  try {
    return compilePolicy(JSON.stringify(document));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BadAuthorizerAnswer(`the policyDocument that the authorizer returned cannot be read: ${why}`);
  }
}

function contextOf(context: unknown): Record<string, string> {
  if (context === undefined || context === null) return {};
  if (!isObject(context)) throw new BadAuthorizerAnswer('the context that the authorizer returned is no object');
  const members: [string, string][] = [];
  for (const [name, value] of Object.entries(context)) {
    if (value === null) continue;
    if (typeof value === 'object') {
      throw new BadAuthorizerAnswer(`the value of ${name} in the authorizer's context is no text, number or boolean`);
    }
    members.push([name, String(value)]);
  }
  return Object.fromEntries(members);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
