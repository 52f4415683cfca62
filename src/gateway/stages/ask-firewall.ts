import type { HttpRequest, HttpResponse } from '../../std/http-message.ts';
import type { ApiCall } from '../api-call.ts';
import type { Firewall, FirewallResponse, FirewallVerdict } from '../firewall.ts';
import { GatewayError } from '../gateway-error.ts';

/** What goes on: the request as the web ACL leaves it, or the answer of the rule that blocks it. */
export type Inspected = { readonly request: HttpRequest } | { readonly answer: HttpResponse };

/**
 * Asks the stage's web ACL, before anything else is asked.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
 */
export async function askFirewall(call: ApiCall, firewall: Firewall): Promise<Inspected> {
  const { request, requestId, receivedAt, stage, backends, trail } = call;
  const { webAclArn } = firewall;
  const stageArn = `arn:aws:apigateway:${backends.region}::/restapis/${stage.apiId}/stages/${stage.stageName}`;
  let verdict: FirewallVerdict;
  try {
    verdict = await firewall.inspect({ request, requestId, stageArn, receivedAt });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    call.firewall = { webAclArn, response: undefined, status: 500, error: message };
    // Closed where it fails: nothing goes past a web ACL that was not asked.
    throw new GatewayError('DEFAULT_5XX', { reason: `the web ACL ${webAclArn} failed: ${message}`, cause: error });
  }
  if (verdict.action === 'allow') {
    call.firewall = { webAclArn, response: 'WAF_ALLOW', status: 200, error: undefined };
    trail.note('waf', 'allowed by the web ACL {}', webAclArn);
    return { request: verdict.insertHeaders === undefined ? request : withHeaders(request, verdict.insertHeaders) };
  }
  call.firewall = { webAclArn, response: 'WAF_BLOCK', status: 403, error: undefined };
  const reason = `blocked by the web ACL ${webAclArn}${verdict.reason === undefined ? '' : `: ${verdict.reason}`}`;
  if (verdict.response === undefined) throw new GatewayError('WAF_FILTERED', { reason });
  trail.refusal = 'WAF_FILTERED';
  trail.cause = reason;
  return { answer: ofRule(verdict.response, call) };
}

function withHeaders(request: HttpRequest, added: Readonly<Record<string, string>>): HttpRequest {
  const headers: Record<string, string | undefined> = { ...request.headers };
  const replaced = new Set<string>();
  for (const [name, value] of Object.entries(added)) {
    headers[name.toLowerCase()] = value;
    replaced.add(name.toLowerCase());
  }
  const kept: string[] = [];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at] ?? '';
    if (!replaced.has(name.toLowerCase())) kept.push(name, request.rawHeaders[at + 1] ?? '');
  }
  return { ...request, headers, rawHeaders: [...kept, ...Object.entries(added).flat()] };
}

function ofRule({ status, headers, body }: FirewallResponse, call: ApiCall): HttpResponse {
  return {
    status,
    headers: { 'x-amzn-RequestId': call.requestId, 'x-amz-apigw-id': call.extendedRequestId, ...headers },
    body,
  };
}
