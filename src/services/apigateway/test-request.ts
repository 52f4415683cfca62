import type { InvokeTarget } from '../../gateway/api-call.ts';
import type { ApiDefinition } from '../../gateway/api-definition.ts';
import { compileStage } from '../../gateway/compile-stage.ts';
import type { DeployedStage } from '../../gateway/deployed-stage.ts';
import { TEST_STAGE } from '../../gateway/test-stage.ts';
import type { HttpRequest, HttpResponse } from '../../std/http-message.ts';

/** What the tests of methods and of authorizers have in common. */
export interface TestInput {
  readonly pathWithQueryString?: string | undefined;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>> | undefined;
}

const HOST = 'testPrefix.testDomainName';

/** A stage of its own that logs all of what it does. */
export function testStage(
  definition: ApiDefinition,
  apiName: string,
  variables: Readonly<Record<string, string>> = {},
): DeployedStage {
  return compileStage(
    { ...definition, disableExecuteApiEndpoint: false },
    {
      stageName: TEST_STAGE,
      apiName,
      deploymentId: '',
      variables,
      tracingEnabled: false,
      methodSettings: { '*/*': { loggingLevel: 'INFO', dataTraceEnabled: true } },
      cacheBytes: undefined,
      isCanary: undefined,
    },
  );
}

/** The request that a test describes; `path` is where it goes when it does not say. */
export function testRequest(input: TestInput, method: string, path: string): HttpRequest {
  const [written = '', rawQuery = ''] = (input.pathWithQueryString ?? path).split(/\?(.*)/s);
  const rawPath = written.startsWith('/') ? written : `/${written}`;
  const single = Object.entries(input.headers ?? {});
  const multi = Object.entries(input.multiValueHeaders ?? {});
  // Where both name a header, the list of all its values counts.
  const listed = new Set(multi.map(([name]) => name.toLowerCase()));
  const pairs = [
    ...single.filter(([name]) => !listed.has(name.toLowerCase())),
    ...multi.flatMap(([name, values]) => values.map((value) => [name, value] as const)),
  ];
  const headers: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const lower = name.toLowerCase();
    headers[lower] = headers[lower] === undefined ? value : `${headers[lower]}, ${value}`;
  }
  return {
    method,
    rawPath,
    rawQuery,
    rawHeaders: pairs.flat(),
    headers,
    body: Buffer.from(input.body ?? ''),
    sourceIp: 'test-invoke-source-ip',
    protocol: 'HTTP/1.1',
    scheme: 'https',
  };
}

export function testTarget(apiId: string, { rawPath }: HttpRequest): InvokeTarget {
  return { apiId, stageName: TEST_STAGE, path: rawPath, domainName: HOST, implied: true };
}

/** The headers of the method response, without those that the gateway adds on the wire. */
export function headersOf({ headers }: HttpResponse): {
  readonly headers: Record<string, string>;
  readonly multiValueHeaders: Record<string, string[]>;
} {
  const own = Object.entries(headers).filter(([name]) => !/^x-(?:amzn-requestid|amz-apigw-id)$/i.test(name));
  const multi = own.map(([name, value]): [string, string[]] => [
    name,
    typeof value === 'string' ? [value] : [...value],
  ]);
  return {
    headers: Object.fromEntries(multi.map(([name, values]) => [name, values.at(-1) ?? ''])),
    multiValueHeaders: Object.fromEntries(multi),
  };
}
