import type { GetLayerVersionCommandInput, GetLayerVersionResponse } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { invalidParameter, resourceNotFound } from './errors.ts';
import { layerAccess } from './function-access.ts';
import { describeLayerContent, namedLayer } from './layer-version.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersion.html */
export async function getLayerVersion(
  input: GetLayerVersionCommandInput,
  call: CallContext<LambdaState>,
): Promise<GetLayerVersionResponse> {
  if ((input.VersionNumber ?? 0) < 1) throw invalidParameter('Layer Version Cannot be less than 1.');
  const layer = await call.state.layers.find(namedLayer(input.LayerName, call));
  const version = layer?.versions.find((one) => one.version === input.VersionNumber);
  if (layer === undefined || version === undefined) throw resourceNotFound();
  return describeLayerContent(layer, version, call.state);
}

getLayerVersion.access = layerAccess('lambda:GetLayerVersion');
