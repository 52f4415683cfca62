import type { Method } from '@aws-sdk/client-api-gateway';
import type { ApiDefinition } from '../../gateway/api-definition.ts';
import { templateFault } from '../../gateway/mapping-template.ts';
import { isIntegratedService } from './integrated-services.ts';

/**
 * One sentence for each rule that a definition asks for and samlet does not enforce yet, with the method it belongs to.
 * Empty when the API behaves as on AWS.
 */
export function unenforced(definition: ApiDefinition): readonly string[] {
  const sentences: string[] = [];
  for (const { path, methods } of Object.values(definition.resources)) {
    for (const [httpMethod, method] of Object.entries(methods)) {
      sentences.push(...unenforcedOf(method).map((sentence) => `${httpMethod} ${path}: ${sentence}`));
    }
  }
  return sentences;
}

function unenforcedOf(method: Method): string[] {
  const { authorizationType = 'NONE', methodIntegration } = method;
  const sentences: string[] = [];
  if (authorizationType === 'COGNITO_USER_POOLS') {
    sentences.push(
      'tokens of user pools on AWS are verified; samlet runs no pools yet, so its own let nobody in (401).',
    );
  }
  if (methodIntegration === undefined) return sentences;
  const { type, uri, requestTemplates, integrationResponses } = methodIntegration;
  const responses = Object.values(integrationResponses ?? {});
  const templates = [requestTemplates, ...responses.map((one) => one.responseTemplates)];
  sentences.push(...unrunnable(type, uri, templates));
  return sentences;
}

/** Why an integration answers 500 whatever the request is, in sentences. */
export function unrunnable(
  type: string | undefined,
  uri: string | undefined,
  templates: readonly (Readonly<Record<string, unknown>> | undefined)[],
): string[] {
  const sentences: string[] = [];
  const service = type?.startsWith('AWS') ? /^arn:[^:]+:apigateway:[^:]*:([^:$]+):/.exec(uri ?? '')?.[1] : undefined;
  if (service !== undefined && (!isIntegratedService(service) || (type === 'AWS_PROXY' && service !== 'lambda'))) {
    sentences.push(`samlet does not run the service ${service}, so the method answers 500.`);
  }
  if (type === 'AWS_PROXY' || type === 'HTTP_PROXY') return sentences;
  const faults = templates
    .flatMap((one) => Object.values(one ?? {}))
    .map((text) => (typeof text === 'string' ? templateFault(text) : undefined));
  for (const fault of new Set(faults)) {
    if (fault !== undefined) sentences.push(`a mapping template is not valid, so the method answers 500: ${fault}.`);
  }
  return sentences;
}
