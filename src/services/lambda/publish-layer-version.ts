import type { PublishLayerVersionCommandInput, PublishLayerVersionResponse } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { fromTemplate, type WithTemplate } from './code-input.ts';
import { maxLength, present, requireValid } from './constraint.ts';
import { invalidParameter, notBuilt } from './errors.ts';
import { layerAccess } from './function-access.ts';
import type { LayerContent, LayerRecord, LayerVersionRecord } from './layer-catalog.ts';
import { takeLayerFolder } from './layer-source.ts';
import { describeLayerContent, namedLayer } from './layer-version.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html */
export async function publishLayerVersion(
  input: PublishLayerVersionCommandInput & WithTemplate,
  call: CallContext<LambdaState>,
): Promise<PublishLayerVersionResponse> {
  requireValid(
    present(input.LayerName, 'layerName'),
    maxLength(input.LayerName, 'layerName', 140),
    maxLength(input.Description, 'description', 256),
    maxLength(input.LicenseInfo, 'licenseInfo', 512),
  );
  const arn = namedLayer(input.LayerName, call);
  const content = await contentOf(input, call.state);
  const made: Omit<LayerVersionRecord, 'version'> = {
    description: input.Description ?? '',
    created: call.clock.now(),
    content,
    ...(input.CompatibleRuntimes === undefined ? {} : { compatibleRuntimes: input.CompatibleRuntimes }),
    ...(input.CompatibleArchitectures === undefined ? {} : { compatibleArchitectures: input.CompatibleArchitectures }),
    ...(input.LicenseInfo === undefined ? {} : { licenseInfo: input.LicenseInfo }),
  };
  const { layer, version } = await call.state.layers.change(arn, (current) => {
    const before: LayerRecord = current ?? { name: arn.split(':')[6] ?? '', arn, nextVersion: 1, versions: [] };
    const version = { ...made, version: before.nextVersion };
    const layer = { ...before, nextVersion: before.nextVersion + 1, versions: [...before.versions, version] };
    return { value: layer, result: { layer, version } };
  });
  return describeLayerContent(layer, version, call.state);
}

publishLayerVersion.access = layerAccess('lambda:PublishLayerVersion');

async function contentOf(
  input: PublishLayerVersionCommandInput & WithTemplate,
  state: LambdaState,
): Promise<LayerContent> {
  const template = input[fromTemplate];
  if (template?.path !== undefined) return takeLayerFolder({ ...template, path: template.path }, state);
  if (input.Content?.S3Bucket !== undefined || input.Content?.S3Key !== undefined) {
    throw notBuilt(
      `samlet cannot read layers from S3 yet (s3://${input.Content.S3Bucket ?? ''}/${input.Content.S3Key ?? ''}): give it as ZipFile, or as a local path in the template.`,
    );
  }
  if (input.Content?.ZipFile === undefined) throw invalidParameter('Please provide a source for layer content.');
  return state.code.keepZip(input.Content.ZipFile);
}
