import type { Platform } from '../platform.ts';
import { type AsyncInvocations, asyncInvocations } from './async-invocations.ts';
import { type CodeStore, codeStore } from './code/code-store.ts';
import { type FolderWatch, folderWatch } from './code/watch-folders.ts';
import { type EnvironmentOverrides, noOverrides } from './environment-overrides.ts';
import { type FunctionCatalog, functionCatalog } from './function-catalog.ts';
import { type LayerCatalog, layerCatalog } from './layer-catalog.ts';
import { type LiveFunctions, liveFunctions } from './live-functions.ts';
import { type RouteTable, routeTable } from './route-table.ts';

export interface LambdaState {
  readonly platform: Platform;
  readonly functions: FunctionCatalog;
  readonly layers: LayerCatalog;
  readonly code: CodeStore;
  readonly watch: FolderWatch;
  /** Functions whose code stands in the user's folders. */
  readonly live: LiveFunctions;
  /** What a name of a function leads to, made once and forgotten at each change. */
  readonly routes: RouteTable;
  readonly asynchronous: AsyncInvocations;
  readonly overrides: { current: EnvironmentOverrides };
  /** From 0 up to 1: which version of a weighted alias takes a call. */
  readonly random: () => number;
}

/** The Lambda service's state on `platform`. Nothing is read or watched until it is asked for. */
export function newState(platform: Platform): LambdaState {
  const code = codeStore(platform.dataDir);
  const watch = folderWatch(platform.dataDir, platform.log);
  const layers = layerCatalog(platform.store);
  const overrides = { current: noOverrides };
  const functions = functionCatalog(platform.store, () => routes.clear());
  const live = liveFunctions({ platform, functions, layers, code, watch });
  const routes = routeTable({ platform, functions, layers, code, live, overrides });
  live.onReload(({ functionArn, failure, wasRunning }) => {
    if (failure !== undefined || !wasRunning) return;
    // Whoever saves a file tries it next: the new code starts while he turns to his client.
    routes.find(platform, functionArn, undefined).then(
      ({ target }) => platform.invoker.prepare(target.function),
      (error) => platform.log.error(`${functionArn} cannot be started with its new code`, error),
    );
  });
  const random = Math.random;
  const asynchronous = asyncInvocations({ platform, functions, routes, random });
  return {
    platform,
    functions,
    layers,
    code,
    watch,
    live,
    routes,
    asynchronous,
    overrides,
    random,
  };
}

/** Ends watchers, bundlers and the retries of asynchronous calls; what is queued is kept. */
export async function stop(state: LambdaState): Promise<void> {
  await state.asynchronous.stop();
  await state.live.stop();
  await state.watch.close();
}
