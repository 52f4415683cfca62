import { pathToFileURL } from 'node:url';
import type { GetLayerVersionResponse, LayerVersionsListItem } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { pattern, requireValid } from './constraint.ts';
import { describeTime } from './describe-time.ts';
import { type LayerRecord, type LayerVersionRecord, layerArn } from './layer-catalog.ts';
import type { LambdaState } from './state.ts';

const NAME_PATTERN = '(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+';
const NAME = /^((arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+)$/;

/** The ARN of the layer that a client names by name or ARN. */
export function namedLayer(name: string | undefined, call: CallContext<LambdaState>): string {
  requireValid(pattern(name ?? '', 'layerName', NAME, NAME_PATTERN));
  return name?.startsWith('arn:') === true ? name : layerArn(name ?? '', call);
}

/** A layer version as lists describe it. */
export function describeLayerVersion(layer: LayerRecord, version: LayerVersionRecord): LayerVersionsListItem {
  return {
    LayerVersionArn: `${layer.arn}:${version.version}`,
    Version: version.version,
    Description: version.description,
    CreatedDate: describeTime(version.created),
    ...(version.compatibleRuntimes === undefined
      ? {}
      : {
          CompatibleRuntimes: [...version.compatibleRuntimes] as NonNullable<
            LayerVersionsListItem['CompatibleRuntimes']
          >,
        }),
    ...(version.licenseInfo === undefined ? {} : { LicenseInfo: version.licenseInfo }),
    ...(version.compatibleArchitectures === undefined
      ? {}
      : {
          CompatibleArchitectures: [...version.compatibleArchitectures] as NonNullable<
            LayerVersionsListItem['CompatibleArchitectures']
          >,
        }),
  };
}

/** The same with its content. Unlike AWS: `Location` is the `file:` address of the zip or the folder. */
export function describeLayerContent(
  layer: LayerRecord,
  version: LayerVersionRecord,
  state: LambdaState,
): GetLayerVersionResponse {
  const { content } = version;
  return {
    Content: {
      Location: pathToFileURL(content.kind === 'local' ? content.path : state.code.originalOf(content)).href,
      CodeSha256: content.sha256,
      CodeSize: content.sizeBytes,
    },
    LayerArn: layer.arn,
    ...describeLayerVersion(layer, version),
  };
}
