import type { Method } from '@aws-sdk/client-api-gateway';
import type { ApiDefinition } from '../../gateway/api-definition.ts';
import { templateFault } from '../../gateway/mapping-template.ts';

/**
 * One sentence for each rule that a definition asks for and samlet does not enforce yet, with the method it belongs to.
 * Empty when the API behaves as on AWS.
 */
export function unenforced(definition: ApiDefinition): readonly string[] {
  const sentences: string[] = [];
  if (definition.policy !== undefined) {
    sentences.push('The resource policy is kept but not enforced: every caller may invoke the API.');
  }
  if (definition.minimumCompressionSize !== undefined) {
    sentences.push('minimumCompressionSize is kept but answers are not compressed.');
  }
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
  if (authorizationType !== 'NONE') {
    sentences.push(`authorization ${authorizationType} is not enforced: ANY CALLER IS LET THROUGH.`);
  }
  if (methodIntegration === undefined) return sentences;
  const { type, contentHandling, responseTransferMode, requestTemplates, integrationResponses } = methodIntegration;
  if (type === 'AWS' && /^arn:[^:]+:apigateway:[^:]*:(?!lambda:)/.test(methodIntegration.uri ?? '')) {
    sentences.push('integrations of type AWS run for Lambda functions only: the method answers 500.');
  }
  const templates = [
    requestTemplates,
    ...Object.values(integrationResponses ?? {}).map((one) => one.responseTemplates),
  ].flatMap((one) => Object.values(one ?? {}));
  if (type !== 'AWS_PROXY' && type !== 'HTTP_PROXY') {
    const faults = templates.map((text) => (typeof text === 'string' ? templateFault(text) : undefined));
    for (const fault of new Set(faults)) {
      if (fault !== undefined) sentences.push(`a mapping template is not valid, so the method answers 500: ${fault}.`);
    }
  }
  if (contentHandling !== undefined && type !== 'AWS_PROXY')
    sentences.push(`contentHandling ${contentHandling} is not done.`);
  if (responseTransferMode === 'STREAM') sentences.push('answers are not streamed but sent whole.');
  return sentences;
}
