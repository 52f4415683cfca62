import type { Platform } from '../platform.ts';
import type { CodeStore } from './code/code-store.ts';
import type { VersionRecord } from './function-record.ts';
import { type LayerCatalog, type LayerVersionRecord, readLayerVersionArn } from './layer-catalog.ts';

/** The layer version behind an ARN; `undefined` for one that samlet does not have. */
export async function findLayerVersion(layers: LayerCatalog, arn: string): Promise<LayerVersionRecord | undefined> {
  const read = readLayerVersionArn(arn);
  if (read === undefined) return undefined;
  const layer = await layers.find(read.layerArn);
  return layer?.versions.find((one) => one.version === read.version);
}

/** The folders of a version's layers, in the order of its configuration. A layer that is not here is named in the log. */
export async function layerFolders(
  version: Pick<VersionRecord, 'layerArns'>,
  parts: { readonly layers: LayerCatalog; readonly code: CodeStore; readonly platform: Platform },
): Promise<string[]> {
  const folders: string[] = [];
  for (const arn of version.layerArns) {
    const found = await findLayerVersion(parts.layers, arn);
    if (found === undefined) {
      parts.platform.log.once(`layer ${arn}`, `The layer ${arn} is not on this machine: functions run without it`);
      continue;
    }
    folders.push(found.content.kind === 'local' ? found.content.path : parts.code.folderOf(found.content));
  }
  return folders;
}
