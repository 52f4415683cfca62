import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { FSWatcher } from 'chokidar';
import type { ServerLog } from '../../../telemetry/server-log.ts';
import { IGNORED_NAMES } from './folder-digest.ts';

export type ChangeListener = (path: string) => void;

/** Follows changes below folders; functions that share a folder share its watcher. */
export interface FolderWatch {
  /** Calls `listener` with the absolute path of each file that appears, changes or goes. Answers what ends it. */
  watch(root: string, listener: ChangeListener): () => void;
  /** Resolves when every watcher sees changes. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

interface Watched {
  readonly listeners: Set<ChangeListener>;
  readonly watcher: Promise<FSWatcher>;
}

/** Watchers that ignore installed packages, version control and `dataDir`. */
export function folderWatch(dataDir: string, log: ServerLog): FolderWatch {
  const roots = new Map<string, Watched>();

  async function open(root: string, listeners: ReadonlySet<ChangeListener>): Promise<FSWatcher> {
    const { watch } = await import('chokidar');
    const vendored = vendoredPackages(root);
    const isIgnored = (path: string) => {
      if (path === dataDir || path.startsWith(dataDir + sep)) return true;
      const names = relative(root, path).split(sep);
      if (vendored.has(names[0] ?? '')) return true;
      return names.some((name) => IGNORED_NAMES.has(name)) || /(~|\.sw[a-z]|\.tmp)$/.test(path);
    };
    const watcher = watch(root, { ignoreInitial: true, ignored: isIgnored });
    const tell = (path: string) => {
      for (const listener of listeners) listener(path);
    };
    watcher.on('add', tell).on('change', tell).on('unlink', tell);
    // chokidar drops a second change of a file within 50 ms, as formatters make it, and now and then a file that was
    // renamed over another: the system's own events are heard as well.
    watcher.on('raw', (_event, name, details) => {
      const { watchedPath } = details as { readonly watchedPath?: string };
      if (watchedPath === undefined || typeof name !== 'string') return;
      const path = basename(watchedPath) === name ? watchedPath : join(watchedPath, name);
      if (!isIgnored(path)) tell(path);
    });
    watcher.on('error', (error) => {
      log.once(`watch ${root}`, `Changes below ${root} are not followed: ${String(error)}`);
    });
    await new Promise<void>((resolve) => watcher.once('ready', resolve));
    return watcher;
  }

  const closeWatcher = (watched: Watched) => watched.watcher.then((watcher) => watcher.close());

  return {
    watch(root, listener) {
      let watched = roots.get(root);
      if (watched === undefined) {
        const listeners = new Set<ChangeListener>();
        watched = { listeners, watcher: open(root, listeners) };
        roots.set(root, watched);
      }
      const { listeners } = watched;
      const own = watched;
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || roots.get(root) !== own) return;
        roots.delete(root);
        closeWatcher(own).catch((error) => log.error(`The watcher of ${root} did not close`, error));
      };
    },
    async ready() {
      await Promise.all([...roots.values()].map((watched) => watched.watcher));
    },
    async close() {
      const open = [...roots.values()];
      roots.clear();
      await Promise.all(open.map(closeWatcher));
    },
  };
}

/** Top-level names that `pip install --target` put into a folder: thousands of files that nobody edits. */
function vendoredPackages(root: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const entry of safeList(root)) {
    if (!entry.endsWith('.dist-info')) continue;
    names.add(entry);
    try {
      for (const line of readFileSync(join(root, entry, 'RECORD'), 'utf8').split('\n')) {
        const path = line.split(',')[0] ?? '';
        if (dirname(path) !== '.' && !path.startsWith('..')) names.add(path.split('/')[0] ?? '');
      }
    } catch {
      // An installation without RECORD is followed like everything else.
    }
  }
  return names;
}

function safeList(root: string): string[] {
  try {
    return readdirSync(root);
  } catch {
    return [];
  }
}
