import { isIntrinsic } from './intrinsics.ts';
import { s3Location } from './local-file.ts';
import { hashedLogicalId } from './logical-id.ts';
import type { SamContext, SamResource } from './sam-context.ts';
import { addResource, resolved } from './sam-context.ts';
import { InvalidSamResource } from './sam-error.ts';
import type { TreeMap } from './tree.ts';
import { isMap, pick, present } from './tree.ts';

/** `AWS::Serverless::LayerVersion`: a layer version whose logical id changes with its properties, so that each is kept. */
export function expandLayerVersion(context: SamContext, layer: SamResource): void {
  const { properties } = layer;
  const policy = resolved(context, properties['RetentionPolicy']);
  const hashed = policy === undefined ? properties : { ...properties, RetentionPolicy: policy };
  const id = hashedLogicalId(layer.id, { [layer.id]: hashedResource(layer, hashed) });
  const location = s3Location(properties['ContentUri']);
  if (!location && isMap(properties['ContentUri']) && !isIntrinsic(properties['ContentUri'])) {
    throw new InvalidSamResource("'ContentUri' requires Bucket and Key properties to be specified.", ['ContentUri']);
  }
  addResource(
    context,
    layer,
    id,
    'AWS::Lambda::LayerVersion',
    {
      Content: location
        ? present({ S3Bucket: location['Bucket'], S3Key: location['Key'], S3ObjectVersion: location['Version'] })
        : properties['ContentUri'],
      LayerName: properties['LayerName'] ?? layer.id,
      ...pick(properties, ['CompatibleArchitectures', 'CompatibleRuntimes', 'Description', 'LicenseInfo']),
    },
    {
      ...layer.ownAttributes,
      ...layer.attributes,
      DeletionPolicy: retention(policy) ?? layer.attributes['DeletionPolicy'] ?? 'Retain',
    },
  );
  context.renamed.set(layer.id, id);
}

/** The template's resource as AWS hashes it: with `DependsOn`, without the policies. */
function hashedResource(layer: SamResource, properties: TreeMap): TreeMap {
  return { Type: layer.type, Properties: properties, ...pick(layer.ownAttributes, ['DependsOn']) };
}

function retention(policy: unknown): string | undefined {
  if (policy === undefined || policy === null) return undefined;
  const name = ['Retain', 'Delete'].find((one) => one.toLowerCase() === String(policy).toLowerCase());
  if (name) return name;
  throw new InvalidSamResource("'RetentionPolicy' must be one of the following options: ['Retain', 'Delete'].", [
    'RetentionPolicy',
  ]);
}
