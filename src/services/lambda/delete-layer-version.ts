import type { DeleteLayerVersionCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { invalidParameter } from './errors.ts';
import { layerAccess } from './function-access.ts';
import { namedLayer } from './layer-version.ts';
import type { LambdaState } from './state.ts';

/**
 * A version that does not exist is deleted with success; its number is never given again.
 * https://docs.aws.amazon.com/lambda/latest/api/API_DeleteLayerVersion.html
 */
export async function deleteLayerVersion(
  input: DeleteLayerVersionCommandInput,
  call: CallContext<LambdaState>,
): Promise<Record<string, never>> {
  if ((input.VersionNumber ?? 0) < 1) throw invalidParameter('Layer Version Cannot be less than 1.');
  const arn = namedLayer(input.LayerName, call);
  if ((await call.state.layers.find(arn)) === undefined) return {};
  await call.state.layers.change(arn, (current) => {
    const layer = current ?? { name: arn.split(':')[6] ?? '', arn, nextVersion: 1, versions: [] };
    const versions = layer.versions.filter((one) => one.version !== input.VersionNumber);
    return { value: { ...layer, versions }, result: undefined };
  });
  return {};
}

deleteLayerVersion.access = layerAccess('lambda:DeleteLayerVersion');
