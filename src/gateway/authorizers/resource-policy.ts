import { compilePolicy } from '../../policy/compile-policy.ts';
import type { AttachedPolicy } from '../../policy/decision.ts';
import type { ApiDefinition } from '../api-definition.ts';

/**
 * The API's resource policy; `undefined` where it has none. `execute-api:/stage/GET/path` stands for the API's own ARN.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 * @throws UnreadablePolicy
 */
export function resourcePolicy({ apiId, policy }: ApiDefinition): AttachedPolicy | undefined {
  if (policy === undefined || policy === '') return undefined;
  const whole = policy.replace(/"execute-api:\/+/g, `"arn:aws:execute-api:*:*:${apiId}/`);
  return { id: `resource policy of ${apiId}`, policy: compilePolicy(whole) };
}
