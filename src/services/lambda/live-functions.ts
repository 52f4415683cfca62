import { UserError } from '../../std/user-error.ts';
import type { Platform } from '../platform.ts';
import type { CodeStore } from './code/code-store.ts';
import { bundleFolder, type LiveCode, liveCode } from './code/live-code.ts';
import type { BuiltCode, LocalSource } from './code/local-source.ts';
import type { FolderWatch } from './code/watch-folders.ts';
import type { FunctionCatalog } from './function-catalog.ts';
import type { FunctionCode, FunctionRecord, LocalCode, VersionRecord } from './function-record.ts';
import type { LayerCatalog } from './layer-catalog.ts';
import { findLayerVersion } from './layer-folders.ts';

export interface Reload {
  readonly functionArn: string;
  /** Absent when the code runs. */
  readonly failure: UserError | undefined;
  /** The code before had environments. */
  readonly wasRunning: boolean;
  readonly tookMs: number;
}

/** Functions whose code stands in the user's folders: each change of a file makes a new revision. */
export interface LiveFunctions {
  /** The code behind a version, followed from now on. Never rejects: code that does not run says why in `failure`. */
  of(record: FunctionRecord, version: VersionRecord): Promise<LiveCode>;
  /**
   * Follows the code of a function that is being created or changed, in place of what it had. Throws `UserError` for code
   * that does not run.
   */
  open(functionArn: string, source: LocalSource, layerArns: readonly string[]): Promise<BuiltCode>;
  /** The function has other code now, or is gone. */
  close(functionArn: string): Promise<void>;
  /** Calls `listener` after each reload; answers what ends it. */
  onReload(listener: (reload: Reload) => void): () => void;
  stop(): Promise<void>;
}

interface Followed {
  readonly key: string;
  readonly code: LiveCode;
  readonly started: Promise<BuiltCode | UserError>;
}

export function liveFunctions(parts: {
  readonly platform: Platform;
  readonly functions: FunctionCatalog;
  readonly layers: LayerCatalog;
  readonly code: CodeStore;
  readonly watch: FolderWatch;
}): LiveFunctions {
  const { platform, functions, layers, code: store, watch } = parts;
  const { clock, log, invoker, ids } = platform;
  const followed = new Map<string, Followed>();
  const listeners = new Set<(reload: Reload) => void>();

  function follow(functionArn: string, source: LocalSource, layerFolders: readonly string[]): Followed {
    const [, , , region = ''] = functionArn.split(':');
    const name = functionArn.slice(functionArn.lastIndexOf(':') + 1);
    const code = liveCode({
      source,
      bundleDir: bundleFolder(platform.dataDir, region, name),
      alsoWatched: layerFolders,
      store,
      watch,
      clock,
      changed: (outcome, tookMs) => reload(functionArn, source, outcome, tookMs),
    });
    const started = code.start().catch((error) => (error instanceof UserError ? error : Promise.reject(error)));
    const one = { key: keyOf(source, layerFolders), code, started };
    followed.set(functionArn, one);
    return one;
  }

  async function reload(functionArn: string, source: LocalSource, outcome: BuiltCode | UserError, tookMs: number) {
    const failure = outcome instanceof UserError ? outcome : undefined;
    const revisionId = ids.uuid();
    const began = clock.now();
    if (!(outcome instanceof UserError)) {
      const lastModified = clock.now();
      // The function may have been deleted while its code was built.
      if ((await functions.find(functionArn)) === undefined) return;
      await functions.change(functionArn, (record) => ({
        ...record,
        latest: reloaded(record.latest, outcome, revisionId, lastModified),
        published: record.published.map((one) =>
          one.code.kind === 'local' ? reloaded(one, outcome, revisionId, lastModified) : one,
        ),
      }));
    }
    const wasRunning = invoker.retire(functionArn, revisionId);
    const total = tookMs + clock.now() - began;
    if (failure === undefined) log.info(`Reloaded ${source.label} in ${total} ms`);
    else log.warn(`${failure.toString()}\n  → ${source.label} answers errors until this is fixed`);
    for (const listener of listeners) listener({ functionArn, failure, wasRunning, tookMs: total });
  }

  async function localLayers(layerArns: readonly string[]): Promise<string[]> {
    const found = await Promise.all(layerArns.map((arn) => findLayerVersion(layers, arn)));
    return found.flatMap((layer) => (layer?.content.kind === 'local' ? [layer.content.path] : []));
  }

  async function replace(functionArn: string): Promise<void> {
    const old = followed.get(functionArn);
    followed.delete(functionArn);
    await old?.code.stop();
  }

  return {
    async of(record, version) {
      const current = followed.get(record.arn);
      if (current !== undefined) {
        await current.started;
        return current.code;
      }
      if (version.code.kind !== 'local') throw new Error(`${record.arn} has no local code`);
      const source = localSource(record.logicalId ?? record.name, version, version.code);
      const layerFolders = await localLayers(version.layerArns);
      const one = followed.get(record.arn) ?? follow(record.arn, source, layerFolders);
      const started = await one.started;
      if (started instanceof UserError) log.warn(started.toString());
      return one.code;
    },

    async open(functionArn, source, layerArns) {
      const layerFolders = await localLayers(layerArns);
      const current = followed.get(functionArn);
      // Building again what is followed already would find the same.
      if (current?.key === keyOf(source, layerFolders) && current.code.failure === undefined) {
        const started = await current.started;
        if (!(started instanceof UserError)) return current.code.built ?? started;
      }
      await replace(functionArn);
      const one = follow(functionArn, source, layerFolders);
      const started = await one.started;
      if (!(started instanceof UserError)) return started;
      await replace(functionArn);
      throw started;
    },

    close: replace,

    onReload(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async stop() {
      await Promise.all([...followed.keys()].map(replace));
    },
  };
}

function keyOf(source: LocalSource, layerFolders: readonly string[]): string {
  return JSON.stringify([source, layerFolders]);
}

function reloaded(version: VersionRecord, built: BuiltCode, revisionId: string, lastModified: number): VersionRecord {
  const code: FunctionCode = { ...version.code, sha256: built.sha256, sizeBytes: built.sizeBytes };
  return { ...version, revisionId, lastModified, code };
}

/** The local source behind a version. */
export function localSource(
  label: string,
  version: Pick<VersionRecord, 'runtime' | 'handler' | 'layerArns'>,
  code: Pick<LocalCode, 'path' | 'buildProperties'>,
): LocalSource {
  return {
    label,
    path: code.path,
    runtime: version.runtime,
    handler: version.handler,
    hasLayers: version.layerArns.length > 0,
    buildProperties: code.buildProperties,
  };
}
