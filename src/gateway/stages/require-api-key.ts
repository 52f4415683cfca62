import type { RoutedCall } from '../api-call.ts';
import { GatewayError } from '../gateway-error.ts';

/**
 * Lets through who has an enabled key of a usage plan of this stage: in the `x-api-key` header, or as the authorizer of
 * the method tells it. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html
 */
export function requireApiKey(call: RoutedCall): void {
  const { stage, request, backends } = call;
  const value =
    stage.definition.apiKeySource === 'AUTHORIZER' ? call.authorizer?.usageIdentifierKey : request.headers['x-api-key'];
  if (value === undefined) throw new GatewayError('INVALID_API_KEY', { reason: 'the request has no API key' });
  call.admitted = backends.keys.admit(value, `${stage.apiId}/${stage.stageName}`);
  if (call.admitted === undefined) {
    throw new GatewayError('INVALID_API_KEY', {
      reason: 'its API key is unknown, disabled, or in no usage plan of this stage',
    });
  }
  const { key, plan } = call.admitted;
  call.trail.note('api-key', 'the key {} of the usage plan {}', key.id, plan.id);
}
