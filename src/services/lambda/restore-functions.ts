import { isBundled } from './code/live-code.ts';
import type { FunctionRecord } from './function-record.ts';
import type { LambdaState } from './state.ts';

/**
 * Takes up what an earlier process left in the data directory: builds and follows local code, goes on with asynchronous
 * calls, removes code that nothing names any more. Code that does not run is told in the log, not thrown: its calls are
 * answered with the error until it is fixed.
 */
export async function restoreFunctions(state: LambdaState): Promise<void> {
  const records = await state.functions.all();
  const layers = await state.layers.all();
  const folders = [
    ...records.flatMap((record) => [record.latest, ...record.published].map((version) => version.code)),
    ...layers.flatMap((layer) => layer.versions.map((version) => version.content)),
  ].flatMap((code) => (code.kind === 'uploaded' ? [state.code.folderOf(code)] : []));
  const local = records.filter((record) => record.latest.code.kind === 'local');
  const built = await Promise.all(local.map((record) => restore(record, state)));
  await state.code.sweep([...folders, ...built.flatMap((folder) => folder ?? [])]);
  await state.asynchronous.resume();
}

/** Answers the folder that the function runs from; `undefined` when its code does not run. */
async function restore(record: FunctionRecord, state: LambdaState): Promise<string | undefined> {
  const { built } = await state.live.of(record, record.latest);
  if (built === undefined) return undefined;
  const { sha256, sizeBytes } = built;
  // The files may have changed while samlet was not running.
  if (sha256 !== record.latest.code.sha256) {
    await state.functions.change(record.arn, (current) => ({
      ...current,
      latest: { ...current.latest, code: { ...current.latest.code, sha256, sizeBytes } },
    }));
  }
  return built.codeDir;
}

/** A function as the start banner and the console show it. */
export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  readonly logicalId: string | undefined;
  readonly runtime: string;
  readonly handler: string;
  readonly logGroup: string;
  /** The user's own folder or file; absent for uploaded code. */
  readonly localPath: string | undefined;
  /** Bundled with esbuild before it runs. */
  readonly bundled: boolean;
}

/** All functions of the account's region, by name. */
export async function deployedFunctions(state: LambdaState): Promise<DeployedFunction[]> {
  return (await state.functions.list(state.platform)).map(({ name, arn, logicalId, latest }) => ({
    name,
    arn,
    logicalId,
    runtime: latest.runtime,
    handler: latest.handler,
    logGroup: latest.logging.logGroup,
    localPath: latest.code.kind === 'local' ? latest.code.path : undefined,
    bundled:
      latest.code.kind === 'local' &&
      isBundled({
        ...latest.code,
        runtime: latest.runtime,
        handler: latest.handler,
        buildProperties: latest.code.buildProperties,
      }),
  }));
}
