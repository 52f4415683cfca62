import type {
  DeleteDomainNameCommandInput,
  DomainName,
  DomainNames,
  GetDomainNameCommandInput,
  GetDomainNamesCommandInput,
} from '@aws-sdk/client-api-gateway';
import { type DomainRecord, domainAnswer, servedDomain } from './domain-record.ts';
import { missingDomain } from './errors.ts';
import { managementAccess } from './management-access.ts';
import { page } from './page.ts';
import type { ApigatewayState, Call } from './state.ts';

export async function getDomainName(input: GetDomainNameCommandInput, call: Call): Promise<DomainName> {
  return domainAnswer(await readDomain(call, input.domainName), call, true);
}

getDomainName.access = managementAccess('GET /domainnames/{domainName}');

export async function getDomainNames(input: GetDomainNamesCommandInput, call: Call): Promise<DomainNames> {
  const domains = await call.state.domainNames.list();
  return page(
    domains.map((one) => domainAnswer(one, call, false)),
    input,
  );
}

getDomainNames.access = managementAccess('GET /domainnames');

/** Its base path mappings go with it. */
export async function deleteDomainName(
  input: DeleteDomainNameCommandInput,
  call: Call,
): Promise<Record<string, never>> {
  const { domainNames, mappings, platform } = call.state;
  const name = input.domainName ?? '';
  if (!(await domainNames.delete(name))) throw missingDomain();
  platform.stages.domains.remove(name.toLowerCase());
  for (const { basePath } of await mappings.list({ prefix: `${name}/` })) await mappings.delete(`${name}/${basePath}`);
  return {};
}

deleteDomainName.access = managementAccess('DELETE /domainnames/{domainName}');

export async function readDomain(call: Call, domainName: string | undefined): Promise<DomainRecord> {
  const domain = await call.state.domainNames.get(domainName ?? '');
  if (domain === undefined) throw missingDomain();
  return domain;
}

/** Puts a domain with its mappings, as they are now, into service. */
export async function serveDomain(state: ApigatewayState, domainName: string): Promise<void> {
  const domain = await state.domainNames.get(domainName);
  if (domain === undefined) return;
  const mappings = await state.mappings.list({ prefix: `${domainName}/` });
  state.platform.stages.domains.set(servedDomain(domain, mappings));
}
