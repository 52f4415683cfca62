import type { InvokeTarget } from '../gateway/api-call.ts';
import type { DomainRegistry, DomainRoute } from '../gateway/domain-registry.ts';
import type { InvokeApi } from '../gateway/invoke-api.ts';
import type { HttpRequest, HttpResponse } from '../std/http-message.ts';

export interface FrontDoorOptions {
  /** AWS's own APIs. */
  readonly aws: (request: HttpRequest) => Promise<HttpResponse>;
  readonly invokeApi: InvokeApi;
  /** Custom domain names: they are served at each door, and nothing else is behind their names. */
  readonly domains?: Pick<DomainRegistry, 'route'>;
  /** Given for a door that belongs to one stage: every request is for it. Asked per request, as a deployment may change it. */
  readonly impliedStage?: () => { readonly apiId: string; readonly stageName: string } | undefined;
  /** What `/_samlet/health` answers. */
  readonly health: () => object;
  /**
   * What `/_samlet/requests/<request id>` answers, and `/_samlet/requests` for the latest one that went wrong. Not asked
   * at the doors of single stages: they are the clients', who must not see why they were refused.
   */
  readonly explain?: (requestId: string | undefined) => Promise<object | undefined>;
  /** What `/_samlet/access` answers, at the same doors as `explain`. */
  readonly access?: () => Promise<object>;
}

const EXECUTE_API = '.execute-api.';
const USER_REQUEST = '/_user_request_';

/** Says by host and path who answers a request: a deployed API, AWS's own endpoint, or samlet. */
export function frontDoor(options: FrontDoorOptions): (request: HttpRequest) => Promise<HttpResponse> {
  const { aws, invokeApi, impliedStage, domains } = options;

  return (request) => {
    const { rawPath } = request;
    const domainName = hostName(request.headers['host']);
    const route = domains?.route(domainName, rawPath);
    if (route !== undefined) return invokeApi(request, customTarget(route, rawPath, domainName));
    if (rawPath.startsWith('/_samlet/')) return samletAnswer(rawPath, options);
    const stage = impliedStage?.();
    if (stage !== undefined) {
      return invokeApi(request, { ...stage, path: rawPath, domainName, implied: true });
    }
    const target = apiTarget(rawPath, domainName);
    if (target !== undefined) return invokeApi(request, target);
    return impliedStage === undefined ? aws(request) : Promise.resolve(NO_API);
  };
}

/** Where nothing is, the gateway itself says so: an API without a name is deployed nowhere. */
function customTarget(route: DomainRoute | 'no mapping', rawPath: string, domainName: string): InvokeTarget {
  if (route === 'no mapping') return { apiId: '', stageName: '', path: rawPath, domainName, implied: false };
  const { domain, basePath, apiId, stageName, path, implied } = route;
  return { apiId, stageName, path, domainName, implied, custom: { domain, basePath } };
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const NO_API: HttpResponse = {
  status: 503,
  headers: JSON_TYPE,
  body: '{"message":"samlet has no API deployed at this door yet"}',
};

const jsonAnswer = (status: number, body: object): HttpResponse => ({
  status,
  headers: JSON_TYPE,
  body: JSON.stringify(body),
});

async function samletAnswer(
  rawPath: string,
  { health, explain, access, impliedStage }: FrontDoorOptions,
): Promise<HttpResponse> {
  if (rawPath === '/_samlet/health') return jsonAnswer(200, health());
  if (rawPath === '/_samlet/access' && access !== undefined && impliedStage === undefined) {
    return jsonAnswer(200, await access());
  }
  const asked = /^\/_samlet\/requests(?:\/([A-Za-z0-9_.=-]+))?$/.exec(rawPath);
  if (explain === undefined || impliedStage !== undefined || asked === null) {
    return jsonAnswer(404, { message: 'Not Found' });
  }
  const found = await explain(asked[1]);
  return found === undefined ? jsonAnswer(404, { message: 'No such request' }) : jsonAnswer(200, found);
}

/** The host without its port, in lower case. */
function hostName(host: string | undefined): string {
  if (host === undefined) return '';
  const end = host.startsWith('[') ? host.indexOf(']') + 1 : host.indexOf(':');
  return (end > 0 ? host.slice(0, end) : host).toLowerCase();
}

/**
 * The three ways to name a stage: `<apiId>.execute-api.<any domain>/<stage>/...`, and for clients that cannot set a host
 * `/restapis/<apiId>/<stage>/_user_request_/...` and `/_aws/execute-api/<apiId>/<stage>/...`.
 */
function apiTarget(rawPath: string, domainName: string): InvokeTarget | undefined {
  const at = domainName.indexOf(EXECUTE_API);
  if (at > 0) {
    const [stageName, path] = firstSegment(rawPath, 1);
    return { apiId: domainName.slice(0, at), stageName, path, domainName, implied: false };
  }
  if (rawPath.startsWith('/_aws/execute-api/')) {
    const [apiId, behindApi] = firstSegment(rawPath, 18);
    const [stageName, path] = firstSegment(behindApi, 1);
    return { apiId, stageName, path, domainName, implied: false };
  }
  if (rawPath.startsWith('/restapis/')) {
    const [apiId, behindApi] = firstSegment(rawPath, 10);
    const [stageName, behindStage] = firstSegment(behindApi, 1);
    // Without the marker it is API Gateway's own API: GET /restapis/<apiId>/resources.
    if (behindStage !== USER_REQUEST && !behindStage.startsWith(`${USER_REQUEST}/`)) return undefined;
    const path = behindStage.slice(USER_REQUEST.length) || '/';
    return { apiId, stageName, path, domainName, implied: false };
  }
  return undefined;
}

/** The segment that starts at `from`, and the path behind it with its slash; a slash alone when nothing follows. */
function firstSegment(path: string, from: number): readonly [segment: string, rest: string] {
  const slash = path.indexOf('/', from);
  return slash < 0 ? [path.slice(from), '/'] : [path.slice(from, slash), path.slice(slash)];
}
