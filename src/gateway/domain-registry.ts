/** What a custom domain name presents to callers, and asks of them. */
export interface ServedDomain {
  /** In lower case; `*.example.com` serves every host one label below. */
  readonly domainName: string;
  /** By base path without slashes at its ends; `''` serves what no other base path does. */
  readonly mappings: Readonly<Record<string, DomainTarget>>;
  /** The least version of TLS: `TLS_1_0`, `TLS_1_2`, or the name of an enhanced policy. */
  readonly securityPolicy: string;
  /** What AWS Certificate Manager holds, or what was uploaded in PEM. */
  readonly certificate: DomainCertificate;
  /** Given where callers must show a certificate of their own (mutual TLS). */
  readonly mutualTls?: { readonly truststoreUri: string; readonly truststoreVersion?: string };
}

export interface DomainTarget {
  readonly apiId: string;
  /** Without one, the first part of the path behind the base path names the stage. */
  readonly stage?: string;
}

export type DomainCertificate =
  | { readonly arn: string }
  | { readonly body: string; readonly privateKey: string; readonly chain?: string };

/** Where a request to a custom domain name goes. */
export interface DomainRoute {
  readonly domain: ServedDomain;
  readonly apiId: string;
  readonly stageName: string;
  /** Whether the mapping names the stage, so that it is no part of the URL. */
  readonly implied: boolean;
  /** `''` or `/base`: what of the path is in front of `path` (and of the stage, where the mapping names none). */
  readonly basePath: string;
  /** The raw path behind base path and stage; starts with a slash. */
  readonly path: string;
}

/** The custom domain names that the gateway serves now: API Gateway's control plane writes, the front door reads. */
export interface DomainRegistry {
  /** Puts a domain into service, or replaces it for requests that start from now on. */
  set(domain: ServedDomain): void;
  remove(domainName: string): void;
  /** The domain for a host without its port, in lower case: its own name goes before a wildcard. */
  find(host: string): ServedDomain | undefined;
  /** `undefined` when no domain has the name, `'no mapping'` when none of its base paths fits (AWS answers 403 Forbidden). */
  route(host: string, rawPath: string): DomainRoute | 'no mapping' | undefined;
  list(): readonly ServedDomain[];
  readonly size: number;
}

export function domainRegistry(): DomainRegistry {
  const domains = new Map<string, ServedDomain>();
  // Longest first: the first that fits is the one that is meant.
  const basePaths = new WeakMap<ServedDomain, readonly string[]>();
  const find = (host: string) => domains.get(host) ?? domains.get(`*${host.slice(Math.max(0, host.indexOf('.')))}`);
  return {
    set(domain) {
      domains.set(domain.domainName, domain);
      basePaths.set(
        domain,
        Object.keys(domain.mappings).sort((one, other) => other.length - one.length),
      );
    },
    remove: (domainName) => void domains.delete(domainName),
    find,
    list: () => [...domains.values()],
    route(host, rawPath) {
      if (domains.size === 0) return undefined;
      const domain = find(host);
      return domain && routeOf(domain, basePaths.get(domain) ?? [], rawPath);
    },
    get size() {
      return domains.size;
    },
  };
}

function routeOf(domain: ServedDomain, basePaths: readonly string[], rawPath: string): DomainRoute | 'no mapping' {
  const base = basePaths.find((one) => one === '' || leads(one, rawPath));
  const target = base === undefined ? undefined : domain.mappings[base];
  if (base === undefined || target === undefined) return 'no mapping';
  const basePath = base === '' ? '' : `/${base}`;
  const rest = rawPath.slice(basePath.length) || '/';
  if (target.stage !== undefined) {
    return { domain, apiId: target.apiId, stageName: target.stage, implied: true, basePath, path: rest };
  }
  const slash = rest.indexOf('/', 1);
  const stageName = slash < 0 ? rest.slice(1) : rest.slice(1, slash);
  if (stageName === '') return 'no mapping';
  return {
    domain,
    apiId: target.apiId,
    stageName,
    implied: false,
    basePath,
    path: slash < 0 ? '/' : rest.slice(slash),
  };
}

/** Whether a base path is the beginning of a path, up to one of its slashes or to its end. */
function leads(base: string, rawPath: string): boolean {
  const end = base.length + 1;
  return rawPath.startsWith(base, 1) && (rawPath.length === end || rawPath.charCodeAt(end) === 47);
}
