import { basename, dirname } from 'node:path';
import type { StackResource } from './access-report.ts';
import type { RunningServices } from './aws/running-services.ts';
import { deployStack } from './deploy/deploy-stack.ts';
import type { HostOf } from './deploy/resource-host.ts';
import { runtimeNotices } from './function-runtimes.ts';
import type { ServedApi, ServedApiKey, ServedFunction } from './samlet-options.ts';
import { listRoutes } from './services/apigateway/list-routes.ts';
import { type ApigatewayState, restoreStages } from './services/apigateway/state.ts';
import { services } from './services/index.ts';
import { overrideEnvironment } from './services/lambda/override-environment.ts';
import { restoreFunctions } from './services/lambda/restore-functions.ts';
import type { LambdaState } from './services/lambda/state.ts';
import type { Platform } from './services/platform.ts';
import { UserError } from './std/user-error.ts';
import type { Store } from './store/store.ts';
import type { LoadOptions } from './template/analyze-template.ts';
import { loadTemplate, refuseErrors } from './template/load-template.ts';
import { didYouMean } from './template/nearest-name.ts';
import type { Notice } from './template/notice.ts';
import { formatPlace } from './template/place.ts';
import type { ResourceGraph } from './template/resource-graph.ts';
import { sortNotices } from './template/sort-notices.ts';

/** The one account there is. */
export const ACCOUNT = '000000000000';

/** CloudFormation's stack names are letters, digits and hyphens, and start with a letter. */
export function stackNameOf(templateFile: string): string {
  const name = basename(dirname(templateFile))
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^[^A-Za-z]+|-+$/g, '');
  return name === '' ? 'samlet' : name.slice(0, 64);
}

export interface StackRequest {
  readonly file: string;
  readonly stackName: string;
  readonly strict: boolean;
  readonly parameterOverrides: Readonly<Record<string, string>>;
  readonly environmentOverrides: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface ServedStack {
  readonly apis: readonly Omit<ServedApi, 'url'>[];
  readonly apiKeys: readonly ServedApiKey[];
  readonly functions: readonly ServedFunction[];
  readonly resources: readonly StackResource[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly notices: readonly Notice[];
}

/** How templates are read: with the types that samlet runs. */
export function loadOptions(options: {
  readonly region: string;
  readonly account: string;
  readonly stackName: string;
  readonly parameterOverrides: Readonly<Record<string, string>>;
}): LoadOptions {
  const resourceTypes = new Map(
    services.flatMap((service) => service.resources ?? []).map((type) => [type.type as string, type]),
  );
  return { ...options, resourceTypes };
}

/** Deploys a template's stack and says what there is to serve. */
export async function serveStack(
  request: StackRequest,
  {
    running,
    store,
    progress,
  }: { readonly running: RunningServices<Platform>; readonly store: Store; readonly progress: (step: string) => void },
): Promise<ServedStack> {
  const { stackName, file } = request;
  const { account, region, clock, ids } = running.platform;

  progress('Reading the template');
  const graph = loadTemplate(
    file,
    loadOptions({ region, account, stackName, parameterOverrides: request.parameterOverrides }),
  );
  refuseErrors(graph);
  const notices = sortNotices([
    ...graph.notices,
    ...runtimeNotices(graph),
    ...unknownFunctions(request.environmentOverrides, graph),
  ]);
  if (request.strict) refuseUnhonoured(notices);

  await restoreStages(running.find('apigateway')?.state as ApigatewayState);
  const lambda = running.find('lambda')?.state as LambdaState;
  overrideEnvironment(lambda, request.environmentOverrides);

  progress('Deploying the stack');
  const { outputs, resources } = await deployStack({
    graph,
    stackName,
    account,
    region,
    store,
    contextFor: contextFor(running, clock, ids),
    onProgress: ({ logicalId, type, action }) => progress(`${logicalId} (${type}): ${action}`),
  });

  progress('Taking up functions');
  // After the deployment: what it changed is built already, and what it removed need not be.
  await restoreFunctions(lambda);
  const functions: ServedFunction[] = [];
  for (const [logicalId, { type, physicalId }] of resources) {
    if (type !== 'AWS::Lambda::Function') continue;
    const configuration = await running.callService('lambda', 'GetFunctionConfiguration', { FunctionName: physicalId });
    running.platform.log.markSaid(`runtime:${configuration.Runtime}`);
    functions.push({
      logicalId,
      functionName: physicalId,
      runtime: configuration.Runtime,
      roleArn: configuration.Role,
      logGroup: configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${physicalId}`,
    });
  }
  return {
    apis: await apisOf(
      running,
      graph.resources.map((resource) => resource.logicalId),
      resources,
    ),
    apiKeys: await apiKeysOf(running, resources),
    functions,
    resources: [...resources].map(([logicalId, { type, physicalId, attributes }]) => ({
      logicalId,
      type,
      physicalId,
      arn: typeof attributes['Arn'] === 'string' ? attributes['Arn'] : undefined,
    })),
    outputs: Object.fromEntries(outputs.map(({ name, value }) => [name, value])),
    notices,
  };
}

/** Puts back into service what earlier runs left in the store. */
export async function noStack(running: RunningServices<Platform>): Promise<ServedStack> {
  await restoreStages(running.find('apigateway')?.state as ApigatewayState);
  await restoreFunctions(running.find('lambda')?.state as LambdaState);
  return { apis: [], apiKeys: [], functions: [], resources: [], outputs: {}, notices: [] };
}

/** Names of `--env-vars` that no function has: most likely misspelt. */
function unknownFunctions(overrides: StackRequest['environmentOverrides'], graph: ResourceGraph): readonly Notice[] {
  const functions = graph.resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  const known = functions.flatMap(({ logicalId, properties }) => [logicalId, properties['FunctionName']]);
  return Object.keys(overrides)
    .filter((name) => name !== 'Parameters' && !known.includes(name))
    .map((name) => ({
      kind: 'note',
      message: `--env-vars: the template has no function ${name}`,
      place: undefined,
      hint: didYouMean(
        name,
        functions.map(({ logicalId }) => logicalId),
      ),
    }));
}

function refuseUnhonoured(notices: readonly Notice[]): void {
  const unhonoured = sortNotices(notices.filter(({ kind }) => kind === 'notHonoured'));
  if (unhonoured.length === 0) return;
  throw new UserError(
    'SAMLET_NOT_HONOURED',
    `--strict: ${unhonoured.length} properties of the template are not honoured`,
    {
      where: unhonoured[0]?.place && dirname(unhonoured[0].place.file),
      hint: unhonoured
        .map(({ place, message }) => `${place ? `${formatPlace(place)}: ` : ''}${message}`)
        .join('\n    '),
    },
  );
}

function contextFor(running: RunningServices<Platform>, clock: Platform['clock'], ids: Platform['ids']): HostOf {
  const { account, region } = running.platform;
  const caller = { arn: `arn:aws:iam::${account}:root`, userId: account, account, kind: 'root' } as const;
  const hosts = new Map(
    running.all.flatMap(({ definition, state }) =>
      (definition.resources ?? []).map((resourceType) => {
        const context = {
          account,
          region,
          requestId: ids.uuid(),
          caller,
          clock,
          ids,
          state,
          callService: running.callService,
        };
        return [resourceType.type as string, { resourceType, context }] as const;
      }),
    ),
  );
  return (type) => hosts.get(type);
}

/** The APIs of the stack in the template's order, each with the stage that the template declares last. */
async function apisOf(
  running: RunningServices<Platform>,
  order: readonly string[],
  resources: ReadonlyMap<string, { readonly physicalId: string; readonly type: string }>,
): Promise<readonly Omit<ServedApi, 'url'>[]> {
  const state = running.find('apigateway')?.state as ApigatewayState;
  const declaredStages = new Set(
    [...resources.values()].filter(({ type }) => type === 'AWS::ApiGateway::Stage').map(({ physicalId }) => physicalId),
  );
  const apis: Omit<ServedApi, 'url'>[] = [];
  for (const logicalId of order) {
    const resource = resources.get(logicalId);
    if (resource?.type !== 'AWS::ApiGateway::RestApi') continue;
    const apiId = resource.physicalId;
    const { item = [] } = await running.callService('apigateway', 'GetStages', { restApiId: apiId });
    const names = (item as { stageName: string }[]).map(({ stageName }) => stageName);
    // SAM's deployments make a stage called "Stage" beside the declared one.
    const stageName = names.find((name) => declaredStages.has(name)) ?? names[0];
    if (stageName === undefined) continue;
    const awsUrl = `https://${apiId}.execute-api.${running.platform.region}.amazonaws.com/${stageName}`;
    apis.push({ name: logicalId, apiId, stageName, awsUrl, routes: await listRoutes(state, apiId, stageName) });
  }
  return apis;
}

async function apiKeysOf(
  running: RunningServices<Platform>,
  resources: ReadonlyMap<string, { readonly physicalId: string; readonly type: string }>,
): Promise<readonly ServedApiKey[]> {
  const keys: ServedApiKey[] = [];
  for (const [name, { type, physicalId }] of resources) {
    if (type !== 'AWS::ApiGateway::ApiKey') continue;
    const key = await running.callService('apigateway', 'GetApiKey', { apiKey: physicalId, includeValue: true });
    keys.push({ name, keyId: physicalId, value: String(key['value']) });
  }
  return keys;
}
