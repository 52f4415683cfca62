import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../std/clock.ts';
import { UserError } from '../../../std/user-error.ts';
import { bundleBuild } from './bundle.ts';
import { type CodeStore, isArchive } from './code-store.ts';
import { fileBuild } from './file-build.ts';
import { findHandlerFile, runtimeFamily } from './find-handler-file.ts';
import { folderBuild } from './folder-build.ts';
import { requireCodePath } from './handler-not-found.ts';
import type { BuiltCode, LocalBuild, LocalSource } from './local-source.ts';
import type { FolderWatch } from './watch-folders.ts';

/** Editors write a file in several steps: changes within this time are one change. */
const SETTLE_MS = 10;

export interface LiveCodeOptions {
  readonly source: LocalSource;
  /** The function's own folder for bundles. */
  readonly bundleDir: string;
  /** Further folders whose changes start new environments: local layers. */
  readonly alsoWatched: readonly string[];
  readonly store: CodeStore;
  readonly watch: FolderWatch;
  readonly clock: Clock;
  /** Called after a change: with code that runs, or with the reason why it does not. Finished before calls go on. */
  readonly changed: (outcome: BuiltCode | UserError, tookMs: number) => Promise<void>;
}

/** Code in the user's folder, followed: a change is built at once, and calls wait for the build. */
export interface LiveCode {
  /** There while a change is being built: a call awaits it first. Never rejects. */
  readonly settling: Promise<void> | undefined;
  /** The last good build. */
  readonly built: BuiltCode | undefined;
  /** Why the code as it is now does not run. */
  readonly failure: UserError | undefined;
  /** Builds for the first time and starts to follow changes. Throws `UserError` for code that does not run. */
  start(): Promise<BuiltCode>;
  stop(): Promise<void>;
}

/** Follows the code that `options.source` names. */
export function liveCode(options: LiveCodeOptions): LiveCode {
  const { source, clock, watch, changed } = options;
  const subscriptions = new Map<string, () => void>();
  let build: LocalBuild | undefined;
  let built: BuiltCode | undefined;
  let failure: UserError | undefined;
  let settling: Promise<void> | undefined;
  let dirty = false;
  let stopped = false;

  async function attempt(): Promise<BuiltCode | UserError> {
    try {
      build ??= chooseBuild(options);
      built = await build.build();
      failure = undefined;
      return built;
    } catch (error) {
      failure = toUserError(source, error);
      return failure;
    } finally {
      follow();
    }
  }

  function follow(): void {
    if (stopped) return;
    const wanted = new Set([...(build?.watched() ?? [source.path]), ...options.alsoWatched]);
    for (const [path, end] of subscriptions) {
      if (wanted.has(path)) continue;
      end();
      subscriptions.delete(path);
    }
    for (const path of wanted) {
      if (!subscriptions.has(path))
        subscriptions.set(
          path,
          watch.watch(path, (file) => noticed(file, path)),
        );
    }
  }

  function noticed(file: string, root: string): void {
    const layer = options.alsoWatched.includes(root);
    if (stopped || (!layer && build !== undefined && !build.concerns(file))) return;
    dirty = true;
    settling ??= rebuild().finally(() => {
      settling = undefined;
    });
  }

  async function rebuild(): Promise<void> {
    while (dirty && !stopped) {
      const began = clock.now();
      await clock.sleep(SETTLE_MS);
      dirty = false;
      const before = failure === undefined ? built : undefined;
      const outcome = await attempt();
      if (dirty || stopped) continue;
      // A change that no bundle shows is none; in a folder that runs as it is, every change counts.
      const same = before !== undefined && outcome === built && before.sha256 === built.sha256;
      if (same && options.alsoWatched.length === 0) continue;
      await changed(outcome, clock.now() - began);
    }
  }

  return {
    get settling() {
      return settling;
    },
    get built() {
      return built;
    },
    get failure() {
      return failure;
    },

    async start() {
      const outcome = await attempt();
      if (outcome instanceof UserError) throw outcome;
      return outcome;
    },

    async stop() {
      stopped = true;
      for (const end of subscriptions.values()) end();
      subscriptions.clear();
      await settling;
      await build?.close();
    },
  };
}

function chooseBuild({ source, bundleDir, store }: LiveCodeOptions): LocalBuild {
  requireCodePath(source.label, source.path);
  if (statSync(source.path).isFile()) return fileBuild(source, store);
  if (runtimeFamily(source.runtime) === 'node') {
    if (source.buildProperties !== undefined) return bundleBuild(source, undefined, bundleDir);
    const found = findHandlerFile({ runtime: source.runtime, handler: source.handler, codeDir: source.path });
    if (found.file !== undefined && found.typescript) return bundleBuild(source, found.file, bundleDir);
  }
  return folderBuild(source);
}

function toUserError(source: LocalSource, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new UserError('SAMLET_BUILD_FAILED', `${source.label}: ${message}`, { where: source.path, cause: error });
}

/** Whether local code of this source would be bundled: what the start banner and `samlet check` say of it. */
export function isBundled(source: Pick<LocalSource, 'path' | 'runtime' | 'handler' | 'buildProperties'>): boolean {
  if (runtimeFamily(source.runtime) !== 'node' || isArchive(source.path)) return false;
  if (source.buildProperties !== undefined) return true;
  const found = findHandlerFile({ runtime: source.runtime, handler: source.handler, codeDir: source.path });
  return found.file !== undefined && found.typescript;
}

/** The folder of a function's bundles. */
export function bundleFolder(dataDir: string, region: string, functionName: string): string {
  return join(dataDir, 'bundles', region, functionName);
}
