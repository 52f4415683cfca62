import type { VersionRecord } from './function-record.ts';
import type { LayerCatalog } from './layer-catalog.ts';
import { findLayerVersion } from './layer-folders.ts';

/** The sizes of a version's layers, for its description. */
export async function layerSizes(
  layers: LayerCatalog,
  versions: readonly Pick<VersionRecord, 'layerArns'>[],
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (const arn of new Set(versions.flatMap((version) => version.layerArns))) {
    const found = await findLayerVersion(layers, arn);
    if (found !== undefined) sizes.set(arn, found.content.sizeBytes);
  }
  return sizes;
}
