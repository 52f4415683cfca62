import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { accessReport } from './access-report.ts';
import { authorizer } from './aws/authorizer.ts';
import { awsEndpoint } from './aws/aws-endpoint.ts';
import { credentialStore } from './aws/credentials.ts';
import { principals as principalRegistry } from './aws/principals.ts';
import { runningServices } from './aws/running-services.ts';
import { sealingKey } from './aws/sealing.ts';
import { serviceRequests } from './aws/service-requests.ts';
import { fetchJson } from './aws/tokens/fetch-json.ts';
import { issuerKeys } from './aws/tokens/issuer-keys.ts';
import { denials } from './denials.ts';
import { createInvoker } from './execution/create-invoker.ts';
import { afterAnswer } from './gateway/answered/after-answer.ts';
import { userPoolKeys } from './gateway/authorizers/user-pool-keys.ts';
import { apiInvoker, type InvokeApi } from './gateway/invoke-api.ts';
import { type StageRegistry, stageRegistry } from './gateway/stage-registry.ts';
import type { RunningSamlet, Samlet, SamletOptions, ServedDomainName } from './samlet-options.ts';
import { detectSandboxLevel } from './sandbox/detect-sandbox-level.ts';
import { describeSandbox } from './sandbox/sandbox-policy.ts';
import { type FrontDoorOptions, frontDoor } from './server/front-door.ts';
import { httpsConnections } from './server/https-connections.ts';
import { type Listener, listen } from './server/listener.ts';
import type { SecureConnections } from './server/secure-connections.ts';
import { services } from './services/index.ts';
import type { Platform } from './services/platform.ts';
import { ACCOUNT, noStack, type ServedStack, serveStack, stackNameOf } from './stack.ts';
import { systemClock } from './std/clock.ts';
import type { HttpRequest, HttpResponse } from './std/http-message.ts';
import { randomIds } from './std/ids.ts';
import { packageRoot, packageVersion } from './std/package-root.ts';
import { openLmdbStore } from './store/lmdb-store.ts';
import { memoryStore } from './store/memory-store.ts';
import { changeStreams } from './streams/change-streams.ts';
import { accessUses as accessUseRecords } from './telemetry/access-uses.ts';
import { embeddedMetrics } from './telemetry/embedded-metrics.ts';
import { findRequest, requestRecords } from './telemetry/request-records.ts';
import { storedSegments } from './telemetry/segment-store.ts';
import { serverLog } from './telemetry/server-log.ts';
import { storedLogs } from './telemetry/stored-logs.ts';
import { storedMetrics } from './telemetry/stored-metrics.ts';
import { findTemplate } from './template/document/find-template.ts';

export type {
  AnsweredRequest,
  RunningSamlet,
  Samlet,
  SamletOptions,
  ServedApi,
  ServedApiKey,
  ServedDomainName,
  ServedFunction,
} from './samlet-options.ts';

/** In the data folder while samlet runs on it. */
export const RUNNING_FILE = 'running.json';

/**
 * Starts samlet: the AWS endpoint, and with a template its stack and its APIs. Resolves when everything answers.
 * @throws {UserError} for what is wrong in the template, the code, the ports or the data folder
 */
export async function startSamlet(options: SamletOptions = {}): Promise<Samlet> {
  // What was started is stopped in the opposite order, also when a later step of the start fails.
  const started: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (let end = started.pop(); end !== undefined; end = started.pop()) await end();
  };
  try {
    return await start(options, started, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: SamletOptions,
  started: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<Samlet> {
  const { host = '127.0.0.1', region = 'us-east-1', ephemeral = false, durability = 'process' } = options;
  const clock = systemClock;
  const log = serverLog(options.log ?? ((level, message) => level !== 'info' && process.stderr.write(`${message}\n`)));
  const progress = options.onProgress ?? (() => {});
  const template = options.template === undefined ? undefined : findTemplate(options.template);

  const dataDir = ephemeral
    ? mkdtempSync(join(tmpdir(), 'samlet-'))
    : resolve(options.dataDir ?? join(template === undefined ? '.' : dirname(template), '.samlet'));
  if (ephemeral) started.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const store = ephemeral
    ? memoryStore()
    : await openLmdbStore({ path: join(dataDir, 'store'), durability, clock, onNotice: log.warn });
  started.push(() => store.close());
  const metrics = storedMetrics({ store, clock, onFault: (error) => log.error('Metrics could not be kept', error) });
  started.push(() => metrics.flush());
  const logs = storedLogs({
    store,
    clock,
    onFault: (error) => log.error('Log events could not be kept', error),
    onEvents: embeddedMetrics(metrics, clock),
  });
  started.push(() => logs.flush());
  const untold = (error: unknown) => log.error('Records of requests could not be kept', error);
  const requests = requestRecords({ store, clock, onFault: untold });
  started.push(() => requests.stop());
  const segments = storedSegments({ store, clock, onFault: untold });
  started.push(() => segments.stop());
  const afterwards = afterAnswer({ clock, log, logs, metrics, requests, segments });
  started.push(() => afterwards.stop());

  const sandboxLevel = detectSandboxLevel();
  const ports: { endpoint?: Listener } = {};
  const endpointUrl = () => `http://${addressFor(host)}:${ports.endpoint?.port ?? 0}`;
  const invoker = createInvoker({
    clock,
    ids: randomIds,
    logs,
    log,
    region,
    endpointUrl,
    runtimesDir: join(packageRoot(), 'runtimes'),
    sandboxLevel,
  });
  started.push(() => invoker.stop());

  const stages = stageRegistry();
  const principals = principalRegistry();
  const accessUses = accessUseRecords({
    store,
    clock,
    onFault: (error) => log.error('Uses of permissions could not be kept', error),
  });
  started.push(() => accessUses.flush());
  const served: { stack?: ServedStack } = {};
  const denied = denials({
    log,
    requests,
    stack: () =>
      served.stack === undefined || template === undefined ? undefined : { file: template, stack: served.stack },
  });
  const iam = authorizer({
    principals,
    clock,
    region,
    mode: options.iam ?? 'enforce',
    log,
    onDecision: (record) => {
      accessUses.record(record);
      denied(record);
    },
  });
  const credentials = credentialStore({ account: ACCOUNT, clock, ids: randomIds, sealingKey: await sealingKey(store) });
  const running = runningServices<Platform>(services, (callService) => ({
    account: ACCOUNT,
    region,
    clock,
    ids: randomIds,
    store,
    dataDir,
    log,
    logs,
    metrics,
    changeStreams: changeStreams({ store, clock }),
    throttling: options.throughput ?? true,
    credentials,
    principals,
    authorizer: iam,
    accessUses,
    invoker,
    stages,
    callService,
    endpointUrl,
  }));
  started.push(() => running.stop());

  const aws = awsEndpoint({ services: running, credentials, log });
  const invokeApi = apiInvoker({
    stages,
    callService: running.callService,
    services: serviceRequests(running, aws),
    credentials,
    authorizer: iam,
    userPoolKeys: userPoolKeys({ account: ACCOUNT, issuerKeys: issuerKeys({ clock, fetchJson }) }),
    clock,
    ids: randomIds,
    account: ACCOUNT,
    region,
    log,
    onAnswered: afterwards.answered,
    onUnserved: requests.keep,
    // AWS grants half a second's requests as the burst.
    ...(options.accountRate !== undefined && {
      accountLimit: { rateLimit: options.accountRate, burstLimit: Math.ceil(options.accountRate / 2) },
    }),
  });
  const door = {
    aws,
    invokeApi: options.onRequest === undefined ? invokeApi : observed(invokeApi, options.onRequest),
    domains: stages.domains,
    explain: async (requestId: string | undefined) => {
      await requests.flush();
      return findRequest(store, clock.now(), requestId);
    },
    access: () =>
      accessReport({
        account: ACCOUNT,
        region,
        functions: served.stack?.functions ?? [],
        resources: served.stack?.resources ?? [],
        principals,
        accessUses,
      }),
    health: () => ({
      status: 'running',
      version: packageVersion(),
      region,
      services: running.all.map((service) => service.definition.id),
    }),
  };
  const open: OpenPort = async (port, portOption, handle, secure) => {
    const listener = await listen({
      host,
      port,
      handle,
      portOption,
      ...(secure !== undefined && { secure }),
      onFault: (error) => log.error('A fault of samlet itself', error),
    });
    started.push(() => listener.close());
    return listener;
  };
  ports.endpoint = await open(options.endpointPort ?? 0, '--endpoint-port', frontDoor(door));
  const https = await openHttps(options, open, { door, stages, dataDir, host, region, clock, log });

  const stack: ServedStack =
    template === undefined
      ? await noStack(running)
      : await serveStack(
          {
            file: template,
            stackName: options.stackName ?? stackNameOf(template),
            strict: options.strict ?? false,
            parameterOverrides: options.parameterOverrides ?? {},
            environmentOverrides: options.environmentOverrides ?? {},
          },
          { running, store, progress },
        );
  served.stack = stack;

  const apis = [];
  for (const [index, api] of stack.apis.entries()) {
    const port = options.port === undefined || options.port === 0 ? 0 : options.port + index;
    const listener = await openApi(open, door, port, api);
    apis.push({ ...api, url: urlOf(host, listener) });
  }
  const { onFunctionLog } = options;
  if (onFunctionLog !== undefined) {
    for (const { functionName, logGroup } of stack.functions) {
      const end = logs.subscribe(logGroup, (_stream, { message }) => {
        if (!PLATFORM_LINE.test(message)) onFunctionLog({ functionName, message });
      });
      started.push(end);
    }
  }

  const endpoint = urlOf(host, ports.endpoint);
  const self: RunningSamlet = {
    pid: process.pid,
    endpoint,
    region,
    functions: Object.fromEntries(stack.functions.map((one) => [one.logicalId, one.functionName])),
    logGroups: Object.fromEntries(stack.functions.map((one) => [one.functionName, one.logGroup])),
  };
  if (!ephemeral) {
    const file = join(dataDir, RUNNING_FILE);
    writeFileSync(file, JSON.stringify(self));
    started.push(() => rmSync(file, { force: true }));
  }
  return {
    url: apis[0]?.url,
    endpoint,
    https,
    apis,
    domains: servedDomains(stages),
    apiKeys: stack.apiKeys,
    functions: stack.functions,
    outputs: stack.outputs,
    notices: stack.notices,
    sandbox: describeSandbox(sandboxLevel),
    dataDir: ephemeral ? undefined : dataDir,
    running: self,
    stop,
  };
}

/** The lines that Lambda itself writes around an invocation. */
const PLATFORM_LINE = /^(START|END|REPORT) RequestId: |^INIT_(START|REPORT) /;

type OpenPort = (
  port: number,
  portOption: string,
  handle: (request: HttpRequest) => Promise<HttpResponse>,
  secure?: SecureConnections,
) => Promise<Listener>;

async function openApi(
  open: OpenPort,
  door: FrontDoorOptions,
  port: number,
  { apiId, stageName }: { readonly apiId: string; readonly stageName: string },
): Promise<Listener> {
  const stage = { apiId, stageName };
  return open(port, '--port', frontDoor({ ...door, impliedStage: () => stage }));
}

async function openHttps(
  { httpsPort, certificate }: SamletOptions,
  open: OpenPort,
  at: Omit<Parameters<typeof httpsConnections>[0], 'certificate' | 'domains'> & {
    readonly door: FrontDoorOptions;
    readonly stages: StageRegistry;
  },
): Promise<Samlet['https']> {
  if (httpsPort === undefined) return undefined;
  const { secure, authorityFile } = await httpsConnections({ ...at, domains: at.stages.domains, certificate });
  const listener = await open(httpsPort, '--https-port', frontDoor(at.door), secure);
  return { url: urlOf(at.host, listener), authorityFile };
}

function servedDomains(stages: StageRegistry): readonly ServedDomainName[] {
  const served = stages.domains.list().map(({ domainName, mutualTls, mappings }) => ({
    domainName,
    mutualTls: mutualTls !== undefined,
    mappings: Object.entries(mappings)
      .map(([base, { apiId, stage }]) => ({ basePath: base === '' ? '' : `/${base}`, apiId, stageName: stage }))
      .sort((one, other) => (one.basePath < other.basePath ? -1 : 1)),
  }));
  return served.sort((one, other) => (one.domainName < other.domainName ? -1 : 1));
}

function observed(invokeApi: InvokeApi, onRequest: NonNullable<SamletOptions['onRequest']>): InvokeApi {
  return async (request, target) => {
    const from = performance.now();
    const response = await invokeApi(request, target);
    const path = request.rawQuery === '' ? request.rawPath : `${request.rawPath}?${request.rawQuery}`;
    onRequest({ method: request.method, path, status: response.status, durationMs: performance.now() - from });
    return response;
  };
}

/** Where functions reach what listens on `host`; every address is also the machine's own. */
function addressFor(host: string): string {
  if (['localhost', '0.0.0.0', '::'].includes(host)) return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function urlOf(host: string, { port, url }: Listener): string {
  const local = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host);
  const name = local ? 'localhost' : addressFor(host);
  return `${url.slice(0, url.indexOf(':'))}://${name}:${port}`;
}
