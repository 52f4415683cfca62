import { relative } from 'node:path';
import type { Samlet, ServedDomainName } from '../samlet.ts';
import { styled } from './terminal.ts';

/** Where custom domain names lead, and how each is called on this machine, which no DNS knows by its name. */
export function domainRows(
  samlet: Pick<Samlet, 'domains' | 'apis' | 'https' | 'endpoint'>,
): readonly (readonly [label: string, value: string])[] {
  const rows: (readonly [string, string])[] = [];
  for (const domain of samlet.domains) {
    const port = samlet.https === undefined ? '' : `:${new URL(samlet.https.url).port}`;
    for (const { basePath, apiId, stageName } of domain.mappings) {
      const api = samlet.apis.find((one) => one.apiId === apiId)?.name ?? apiId;
      const target = `→ ${api}, ${stageName === undefined ? 'stage in the path' : `stage ${stageName}`}`;
      const url = `https://${domain.domainName}${port}${basePath}`;
      rows.push(['Domain', `${styled(['bold', 'green'], url)}  ${styled('dim', target)}`]);
    }
    rows.push(['', styled('dim', callOf(domain, samlet))]);
  }
  return rows;
}

function callOf(
  { domainName, mutualTls, mappings }: ServedDomainName,
  { https, endpoint }: Pick<Samlet, 'https' | 'endpoint'>,
): string {
  const [first] = mappings;
  if (first === undefined) return `${domainName} has no base path mapping: each request is answered 403`;
  const name = domainName.replace('*', 'any');
  const path = `${first.basePath}/${first.stageName === undefined ? '<stage>/' : ''}`;
  if (https === undefined) {
    return mutualTls
      ? 'asks callers for certificates: give samlet a port for it with --https-port'
      : `curl -H 'Host: ${name}' ${endpoint}${path}`;
  }
  const { port } = new URL(https.url);
  const authority = relative(process.cwd(), https.authorityFile);
  const own = mutualTls ? ' --cert <yours> --key <yours>' : '';
  return `curl --resolve ${name}:${port}:127.0.0.1 --cacert ${authority}${own} https://${name}:${port}${path}`;
}
