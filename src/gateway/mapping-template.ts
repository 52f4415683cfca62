import type { RoutedCall } from './api-call.ts';
import { type ContentHandling, requestPayload, templateBody } from './content-handling.ts';
import { GatewayError } from './gateway-error.ts';
import { mediaType } from './media-types.ts';
import { type TemplateRun, templateContext } from './template-context.ts';
import type { Template } from './vtl/ast.ts';
import { compileTemplate as compileVtl } from './vtl/parse-template.ts';
import { renderTemplate } from './vtl/render-template.ts';
import { VtlError } from './vtl/vtl-error.ts';

/** A mapping template, ready to run over a body. Throws a `GatewayError` when it fails. */
export type RunTemplate = (call: RoutedCall, body: () => string, run: TemplateRun) => string;

/** Compiles a template. As on AWS, one that cannot be parsed fails when it is used. */
export function compileTemplate(text: string): RunTemplate {
  // Without directives, references and escapes it is its own output.
  if (!/[$#\\]/.test(text)) return () => text;
  const template = parse(text);
  return (call, body, run) => {
    if (template instanceof VtlError) throw failed(template);
    try {
      const rendered = renderTemplate(template, templateContext(call, body(), run));
      run.overrides = rendered.overrides;
      return rendered.text;
    } catch (error) {
      throw error instanceof VtlError ? failed(error) : error;
    }
  };
}

/** Why a template cannot be run; `undefined` for one that can. */
export function templateFault(text: string): string | undefined {
  const template = parse(text);
  return template instanceof VtlError ? template.message : undefined;
}

function parse(text: string): Template | VtlError {
  try {
    return compileVtl(text);
  } catch (error) {
    if (error instanceof VtlError) return error;
    throw error;
  }
}

function failed({ message }: VtlError): GatewayError {
  return new GatewayError('API_CONFIGURATION_ERROR', { reason: `a mapping template failed: ${message}` });
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

/** The body of the integration request: the client's, converted, or what the template makes of it. */
export function integrationBody(
  template: RequestBody,
  call: RoutedCall,
  handling: ContentHandling,
  run: TemplateRun,
): Buffer {
  if (template === 'passthrough') return requestPayload(call, handling);
  const text = templateBody(call, handling);
  const made = template(call, () => text, run);
  call.trail.note('integration', 'a request template made a body of {} characters', made.length);
  return Buffer.from(made);
}
