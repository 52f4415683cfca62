import type { RoutedCall } from './api-call.ts';
import { GatewayError } from './gateway-error.ts';
import { mediaType } from './media-types.ts';

/** A mapping template, ready to run. */
export type RunTemplate = (call: RoutedCall) => string;

/** Whether samlet can run the template: one without directives and references is its own output. */
export function isLiteral(template: string): boolean {
  return !/[$#]/.test(template);
}

export function compileTemplate(template: string): RunTemplate {
  if (isLiteral(template)) return () => template;
  return () => {
    throw new GatewayError('API_CONFIGURATION_ERROR', {
      reason: 'its mapping template uses VTL, which samlet does not run yet',
    });
  };
}

/** What a method request's body becomes: the output of a template, or itself. */
export type RequestBody = RunTemplate | 'passthrough';

interface Passthrough {
  readonly requestTemplates?: Readonly<Record<string, string>> | undefined;
  readonly passthroughBehavior?: string | undefined;
}

/**
 * Chooses the request template by `Content-Type`, `application/json` when the client sent none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
export function compileRequestBody({
  requestTemplates = {},
  passthroughBehavior = 'WHEN_NO_MATCH',
}: Passthrough): (contentType: string | undefined) => RequestBody {
  const templates = new Map(
    Object.entries(requestTemplates).map(([type, text]) => [type.toLowerCase(), compileTemplate(text)] as const),
  );
  const behavior = passthroughBehavior.toUpperCase();
  return (contentType) => {
    const found = templates.get(contentType === undefined ? 'application/json' : mediaType(contentType));
    const template = found ?? templates.get('$default');
    if (template !== undefined) return template;
    if (behavior === 'NEVER' || (behavior === 'WHEN_NO_TEMPLATES' && templates.size > 0)) {
      throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
    }
    return 'passthrough';
  };
}
