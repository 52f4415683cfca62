import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { PublishLayerVersionCommandInput } from '@aws-sdk/client-lambda';
import type { ResourceType } from '../../../aws/resource-type.ts';
import { fromTemplate } from '../code-input.ts';
import { deleteLayerVersion } from '../delete-layer-version.ts';
import { readLayerVersionArn } from '../layer-catalog.ts';
import { publishLayerVersion } from '../publish-layer-version.ts';
import type { LambdaState } from '../state.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html */
export interface LayerVersionProperties
  extends Partial<
    Pick<
      PublishLayerVersionCommandInput,
      'CompatibleRuntimes' | 'CompatibleArchitectures' | 'Description' | 'LicenseInfo' | 'LayerName'
    >
  > {
  readonly Content: string | { readonly S3Bucket?: string; readonly S3Key?: string };
}

export const layerVersionResource: ResourceType<LambdaState, LayerVersionProperties> = {
  type: 'AWS::Lambda::LayerVersion',
  honoured: {
    LayerName: true,
    Description: true,
    LicenseInfo: true,
    CompatibleRuntimes: true,
    CompatibleArchitectures: true,
    Content: {
      S3Bucket: 'layers in S3 are refused: name a local path',
      S3Key: 'layers in S3 are refused: name a local path',
      S3ObjectVersion: 'layers in S3 are refused: name a local path',
      S3ObjectStorageMode: 'layers in S3 are refused: name a local path',
    },
  },

  async create({ Content, ...properties }, call) {
    const { logicalId, templateDir, metadata } = call;
    const method = metadata['BuildMethod'];
    const layer = await publishLayerVersion(
      {
        ...properties,
        LayerName: properties.LayerName ?? call.physicalName(140),
        Content: typeof Content === 'string' ? {} : Content,
        ...(typeof Content === 'string'
          ? {
              [fromTemplate]: {
                logicalId,
                path: resolve(templateDir, Content),
                ...(typeof method === 'string' ? { buildMethod: method } : {}),
              },
            }
          : {}),
      },
      call,
    );
    const arn = layer.LayerVersionArn ?? '';
    return { physicalId: arn, attributes: { LayerVersionArn: arn } };
  },

  async update(physicalId, properties, previous) {
    if (!isDeepStrictEqual(properties, previous)) return 'replace';
    return { physicalId, attributes: { LayerVersionArn: physicalId } };
  },

  async delete(physicalId, _properties, call) {
    const read = readLayerVersionArn(physicalId);
    if (read === undefined) return;
    await deleteLayerVersion({ LayerName: read.layerArn, VersionNumber: read.version }, call);
  },
};
