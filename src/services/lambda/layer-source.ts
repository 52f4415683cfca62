import { existsSync, statSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isArchive, keepFile } from './code/code-store.ts';
import { folderDigest } from './code/folder-digest.ts';
import { requireCodePath } from './code/handler-not-found.ts';
import type { LayerContent } from './layer-catalog.ts';
import type { LambdaState } from './state.ts';

/**
 * A layer that stands in the user's folder: a zip is unpacked, a folder is used as it is. A folder that `sam build` would
 * build (`Metadata.BuildMethod`) is copied to where its runtime looks (`nodejs/`, `python/`), with the packages that are
 * installed in it.
 */
export async function takeLayerFolder(
  source: { readonly logicalId: string; readonly path: string; readonly buildMethod?: string | undefined },
  state: LambdaState,
): Promise<LayerContent> {
  const { logicalId, path, buildMethod } = source;
  requireCodePath(logicalId, path);
  if (statSync(path).isFile()) {
    if (!isArchive(path)) {
      state.platform.log.warn(`${logicalId}: ${path} is no zip file: the layer holds just this file`);
    }
    return keepFile(state.code, path);
  }
  const digest = await folderDigest(path);
  const inner = innerFolder(buildMethod);
  if (inner === undefined || existsSync(join(path, inner))) return { kind: 'local', path, ...digest };

  if (inner === 'python' && existsSync(join(path, 'requirements.txt'))) {
    state.platform.log.warn(
      `${logicalId}: samlet installs no packages: run "pip install -r requirements.txt --target ." in ${path}`,
    );
  }
  const target = join(state.platform.dataDir, 'layers', logicalId);
  await rm(target, { recursive: true, force: true });
  await cp(path, join(target, inner), { recursive: true, verbatimSymlinks: true });
  return { kind: 'local', path: target, ...digest };
}

function innerFolder(buildMethod: string | undefined): 'nodejs' | 'python' | undefined {
  if (buildMethod === undefined) return undefined;
  if (buildMethod.startsWith('nodejs')) return 'nodejs';
  if (buildMethod.startsWith('python')) return 'python';
  return undefined;
}
