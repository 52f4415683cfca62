import type { CallContext } from '../../aws/service.ts';
import type { ServiceError } from '../../aws/service-error.ts';
import type { ApiResource } from '../../gateway/api-definition.ts';
import type { UsageRecord } from '../../gateway/limits/usage-meter.ts';
import { ownMember } from '../../gateway/own-member.ts';
import { type Records, records } from '../../store/records.ts';
import type { Platform } from '../platform.ts';
import type { ClientCertificateRecord } from './client-certificates.ts';
import { serveDomain } from './domain-names.ts';
import type { DomainRecord, MappingRecord } from './domain-record.ts';
import { missingApi, missingResource } from './errors.ts';
import { keepUsage } from './keep-usage.ts';
import { releasedStage } from './released-stage.ts';
import type { DeploymentRecord, DocumentationVersionRecord, RestApiRecord, StageRecord } from './rest-api-record.ts';
import { type ApiKeyRecord, servedKey, servedPlan, type UsagePlanRecord } from './usage-records.ts';
import type { VpcLinkRecord } from './vpc-links.ts';

export interface AccountRecord {
  readonly cloudwatchRoleArn?: string;
}

export interface ApigatewayState {
  readonly platform: Platform;
  readonly apis: Records<RestApiRecord>;
  /** By `<api id>/<deployment id>`. */
  readonly deployments: Records<DeploymentRecord>;
  /** By `<api id>/<stage name>`. */
  readonly stages: Records<StageRecord>;
  /** Who puts a stage into service now, by `<api id>/<stage name>`. */
  readonly stageTurns: Map<string, symbol>;
  readonly account: Records<AccountRecord>;
  readonly apiKeys: Records<ApiKeyRecord>;
  readonly usagePlans: Records<UsagePlanRecord>;
  /** By `<api id>/<version>`. */
  readonly documentationVersions: Records<DocumentationVersionRecord>;
  readonly domainNames: Records<DomainRecord>;
  /** By `<domain name>/<base path>`. */
  readonly mappings: Records<MappingRecord>;
  readonly vpcLinks: Records<VpcLinkRecord>;
  readonly clientCertificates: Records<ClientCertificateRecord>;
  /** By `<plan id>/<key id>`: what the gateway counted, a moment ago. */
  readonly usage: Records<UsageRecord>;
  /** Writes what the gateway has counted since. */
  readonly flushUsage: () => Promise<void>;
}

export type Call = CallContext<ApigatewayState>;

export function newApigatewayState(platform: Platform): ApigatewayState {
  const { store, stages, clock, log } = platform;
  const usage = records<UsageRecord>(store, 'apigateway', 'usage');
  return {
    platform,
    apis: records(store, 'apigateway', 'restapi'),
    deployments: records(store, 'apigateway', 'deployment'),
    stages: records(store, 'apigateway', 'stage'),
    stageTurns: new Map(),
    account: records(store, 'apigateway', 'account'),
    apiKeys: records(store, 'apigateway', 'apikey'),
    usagePlans: records(store, 'apigateway', 'usageplan'),
    documentationVersions: records(store, 'apigateway', 'docversion'),
    domainNames: records(store, 'apigateway', 'domainname'),
    mappings: records(store, 'apigateway', 'basepathmapping'),
    vpcLinks: records(store, 'apigateway', 'vpclink'),
    clientCertificates: records(store, 'apigateway', 'clientcertificate'),
    usage,
    flushUsage: keepUsage({ usage, meter: stages.usage, clock, log }),
  };
}

export async function readApi(
  call: Call,
  restApiId: string | undefined,
  missing: ServiceError = missingApi(call, restApiId),
): Promise<RestApiRecord> {
  const api = await call.state.apis.get(restApiId ?? '');
  if (api === undefined) throw missing;
  return api;
}

/** Reads, changes and writes an API as one. `edit` must be pure. */
export function editApi<Result>(
  call: Call,
  restApiId: string | undefined,
  edit: (api: RestApiRecord) => readonly [changed: RestApiRecord, result: Result],
  missing: ServiceError = missingApi(call, restApiId),
): Promise<Result> {
  return call.state.apis.update(restApiId ?? '', (api) => {
    if (api === undefined) throw missing;
    const [value, result] = edit(api);
    return { value, result };
  });
}

/** Changes one resource; AWS tells a missing API here as a missing resource. */
export function editResource<Result>(
  call: Call,
  restApiId: string | undefined,
  resourceId: string | undefined,
  edit: (resource: ApiResource, api: RestApiRecord) => readonly [changed: ApiResource, result: Result],
): Promise<Result> {
  return editApi(
    call,
    restApiId,
    (api) => {
      const [changed, result] = edit(resourceOf(api, resourceId), api);
      return [{ ...api, resources: { ...api.resources, [changed.id]: changed } }, result];
    },
    missingResource(),
  );
}

export function resourceOf(api: RestApiRecord, resourceId: string | undefined): ApiResource {
  const resource = ownMember(api.resources, resourceId);
  if (resource === undefined) throw missingResource();
  return resource;
}

/**
 * Puts a stage into service as it is in the store now, with the deployment it points to and that of its canary. Of several
 * at a time the one that began last wins: it has read what all others wrote.
 */
export async function serveStage(state: ApigatewayState, { apiId, stageName }: StageRecord): Promise<void> {
  const place = `${apiId}/${stageName}`;
  const turn = Symbol(place);
  state.stageTurns.set(place, turn);
  const stage = await state.stages.get(place);
  if (stage === undefined) return;
  const canaryId = stage.canarySettings && (stage.canarySettings.deploymentId ?? stage.deploymentId);
  const deployment = await state.deployments.get(`${apiId}/${stage.deploymentId}`);
  const canary = canaryId === undefined ? undefined : await state.deployments.get(`${apiId}/${canaryId}`);
  const api = await state.apis.get(apiId);
  const certificateId = stage.clientCertificateId || undefined;
  const certificate = certificateId && (await state.clientCertificates.get(certificateId));
  if (deployment === undefined || state.stageTurns.get(place) !== turn) return;
  state.platform.stages.set(
    releasedStage(stage, {
      apiName: api?.name,
      definition: deployment.definition,
      canaryDefinition: canary?.definition,
      clientCertificate: certificate ? { pem: certificate.certificate, key: certificate.privateKey } : undefined,
    }),
  );
}

/** Puts every stage, domain name, API key and usage plan of the store into service: once, when the platform starts. */
export async function restoreStages(state: ApigatewayState): Promise<void> {
  const { keys, usage } = state.platform.stages;
  for (const key of await state.apiKeys.list()) keys.setKey(servedKey(key));
  for (const plan of await state.usagePlans.list()) keys.setPlan(servedPlan(plan));
  for (const record of await state.usage.list()) usage.restore(record);
  for (const stage of await state.stages.list()) await serveStage(state, stage);
  for (const { domainName } of await state.domainNames.list()) await serveDomain(state, domainName);
}
