import type { RoutedCall } from './api-call.ts';
import { parseQuery } from './query-string.ts';
import { requestContext } from './request-context.ts';
import { requestHeaders } from './request-headers.ts';
import { JavaMap } from './vtl/values.ts';
import { type Overrides, toValue, type VtlContext } from './vtl/vtl-context.ts';

/** What the templates of one request hand on to each other: the request template's overrides hold for its answer too. */
export interface TemplateRun {
  overrides?: Overrides;
}

/** A call as its templates see it, over `body`: the client's, or what the backend answered. */
export function templateContext(call: RoutedCall, body: string, run: TemplateRun): VtlContext {
  return {
    body,
    get params() {
      return {
        path: call.pathParameters,
        querystring: parseQuery(call.request.rawQuery)?.single ?? null,
        header: requestHeaders(call).single,
      };
    },
    get context() {
      const context = requestContext(call);
      return {
        ...context,
        identity: quiet(context.identity),
        authorizer: quiet({ ...call.authorizer?.members }),
        isCanaryRequest: String(call.stage.isCanary ?? ''),
        ...(call.stage.tracingEnabled ? { xrayTraceId: call.traceRoot } : {}),
      };
    },
    stageVariables: call.stage.variables,
    ...run,
  };
}

/** Members without a value, and those it does not have, print as nothing: `"user": "$context.identity.user"` is `""`. */
function quiet(members: Readonly<Record<string, unknown>>): JavaMap {
  return new JavaMap(
    new Map(
      Object.entries(members).map(([name, value]) => [
        name,
        typeof value === 'object' && value !== null && !Array.isArray(value) ? quiet({ ...value }) : toValue(value),
      ]),
    ),
    true,
  );
}
