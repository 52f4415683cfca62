import type { Credentials } from '../../aws/credentials.ts';
import type { FunctionVersion } from '../../execution/invoker.ts';
import { derivedIds } from '../../std/ids.ts';
import type { Platform } from '../platform.ts';
import type { CodeStore } from './code/code-store.ts';
import type { LiveCode } from './code/live-code.ts';
import { type EnvironmentOverrides, overriddenEnvironment } from './environment-overrides.ts';
import { functionNotFound } from './errors.ts';
import type { FunctionCatalog } from './function-catalog.ts';
import { namedFunction } from './function-name.ts';
import { type FunctionRecord, type VersionRecord, versionOf } from './function-record.ts';
import type { LayerCatalog } from './layer-catalog.ts';
import { layerFolders } from './layer-folders.ts';
import type { LiveFunctions } from './live-functions.ts';

const CREDENTIALS_MS = 12 * 3_600_000;

/** One version, ready to be invoked. */
export interface Target {
  readonly function: FunctionVersion;
  /** There when the code stands in the user's folder. */
  readonly live: LiveCode | undefined;
}

/** Where a name of a function leads. */
export interface Route {
  readonly record: FunctionRecord;
  /** As the client named it, with its qualifier. */
  readonly invokedArn: string;
  /** `$LATEST`, a number or an alias: what asynchronous settings are kept under. */
  readonly qualifier: string;
  readonly target: Target;
  /** A weighted alias's second version. */
  readonly additional: { readonly target: Target; readonly weight: number } | undefined;
}

/** Routes by name, remembered: an invocation finds its function with one look into a map. */
export interface RouteTable {
  /** A route that is known already. */
  known(where: Where, functionName: string, qualifier: string | undefined): Route | undefined;
  /** Refuses names and qualifiers that lead nowhere. Throws `UserError` for local code that is gone. */
  find(where: Where, functionName: string, qualifier: string | undefined): Promise<Route>;
  /** Forgets all routes, because some function changed. */
  clear(): void;
}

interface Where {
  readonly account: string;
  readonly region: string;
}

export function routeTable(parts: {
  readonly platform: Platform;
  readonly functions: FunctionCatalog;
  readonly layers: LayerCatalog;
  readonly code: CodeStore;
  readonly live: LiveFunctions;
  readonly overrides: { readonly current: EnvironmentOverrides };
}): RouteTable {
  const { functions } = parts;
  let routes = new Map<string, Route>();
  const keyOf = (where: Where, functionName: string, qualifier: string | undefined) =>
    `${where.region} ${functionName} ${qualifier ?? ''}`;

  return {
    known: (where, functionName, qualifier) => routes.get(keyOf(where, functionName, qualifier)),

    async find(where, functionName, qualifier) {
      const named = namedFunction(functionName, qualifier, where);
      // A change in the meantime replaces the map: this route must not outlive it.
      const into = routes;
      const record = await functions.get(named.arn, `${named.arn}:${named.qualifier ?? '$LATEST'}`);
      const version = versionOf(record, named.qualifier);
      if (version === undefined) throw functionNotFound(named.qualifiedArn);
      const second = named.qualifier === undefined ? undefined : record.aliases[named.qualifier]?.additional;
      const secondVersion = second === undefined ? undefined : versionOf(record, second.version);
      const route: Route = {
        record,
        invokedArn: named.qualifiedArn,
        qualifier: named.qualifier ?? '$LATEST',
        target: await targetOf(record, version, parts),
        additional:
          second === undefined || secondVersion === undefined
            ? undefined
            : { target: await targetOf(record, secondVersion, parts), weight: second.weight },
      };
      into.set(keyOf(where, functionName, qualifier), route);
      return route;
    },

    clear() {
      routes = new Map();
    },
  };
}

async function targetOf(
  record: FunctionRecord,
  version: VersionRecord,
  parts: Parameters<typeof routeTable>[0],
): Promise<Target> {
  const { platform, code, live, overrides } = parts;
  const liveCode = version.code.kind === 'local' ? await live.of(record, version) : undefined;
  const codeDir =
    version.code.kind === 'uploaded' ? code.folderOf(version.code) : (liveCode?.built?.codeDir ?? version.code.path);
  return {
    live: liveCode,
    function: {
      functionArn: record.arn,
      functionName: record.name,
      version: version.version,
      // Versions of one function that follow one folder change together, and are still told apart.
      revisionId: version.revisionId,
      runtime: version.runtime,
      handler: version.handler,
      codeDir,
      layerDirs: await layerFolders(version, parts),
      environment: overriddenEnvironment(
        version.environment ?? {},
        [...(record.logicalId === undefined ? [] : [record.logicalId]), record.name, record.arn],
        overrides.current,
        platform.log,
      ),
      timeoutMs: version.timeoutSeconds * 1000,
      memoryMb: version.memoryMb,
      ephemeralStorageMb: version.ephemeralStorageMb,
      reservedConcurrency: record.reservedConcurrency,
      logGroup: version.logging.logGroup,
      architecture: version.architecture,
      credentials: await roleCredentials(record, version.roleArn, platform),
    },
  };
}

/** What issues keys of the function's role. A role that IAM does not know gets an id derived from its ARN. */
async function roleCredentials(
  record: FunctionRecord,
  roleArn: string,
  platform: Platform,
): Promise<() => Credentials> {
  const roleId = await roleIdOf(roleArn, platform);
  return () =>
    platform.credentials.issueForRole({
      roleArn,
      roleId,
      sessionName: record.name,
      durationMs: CREDENTIALS_MS,
    });
}

async function roleIdOf(roleArn: string, platform: Platform): Promise<string> {
  try {
    const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    const found = (await platform.callService('iam', 'GetRole', { RoleName })) as { Role?: { RoleId?: string } };
    if (found.Role?.RoleId !== undefined) return found.Role.RoleId;
  } catch {
    // No such role: AWS would have refused to create the function.
  }
  return `AROA${derivedIds('role', roleArn).upperAlphanumeric(17)}`;
}
