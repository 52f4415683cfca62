import type { GetLayerVersionByArnCommandInput, GetLayerVersionResponse } from '@aws-sdk/client-lambda';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { resourceNotFound } from './errors.ts';
import { readLayerVersionArn } from './layer-catalog.ts';
import { describeLayerContent } from './layer-version.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html */
export async function getLayerVersionByArn(
  input: GetLayerVersionByArnCommandInput,
  call: CallContext<LambdaState>,
): Promise<GetLayerVersionResponse> {
  const read = readLayerVersionArn(input.Arn ?? '');
  const layer = read === undefined ? undefined : await call.state.layers.find(read.layerArn);
  const version = layer?.versions.find((one) => one.version === read?.version);
  if (layer === undefined || version === undefined) throw resourceNotFound();
  return describeLayerContent(layer, version, call.state);
}

getLayerVersionByArn.access = access(
  'lambda:GetLayerVersion',
  ({ Arn }: GetLayerVersionByArnCommandInput) => Arn ?? '*',
);
