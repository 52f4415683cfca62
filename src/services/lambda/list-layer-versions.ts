import type { ListLayerVersionsCommandInput, ListLayerVersionsResponse } from '@aws-sdk/client-lambda';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { describeLayerVersion, namedLayer } from './layer-version.ts';
import { page } from './page.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListLayerVersions.html */
export async function listLayerVersions(
  input: ListLayerVersionsCommandInput,
  call: CallContext<LambdaState>,
): Promise<ListLayerVersionsResponse> {
  const layer = await call.state.layers.find(namedLayer(input.LayerName, call));
  if (layer === undefined) return { LayerVersions: [] };
  const fitting = layer.versions
    .filter((one) => input.CompatibleRuntime === undefined || one.compatibleRuntimes?.includes(input.CompatibleRuntime))
    .filter(
      (one) =>
        input.CompatibleArchitecture === undefined ||
        one.compatibleArchitectures?.includes(input.CompatibleArchitecture),
    )
    .reverse();
  const { entries, next } = page(fitting, (one) => String(one.version), input);
  return { LayerVersions: entries.map((one) => describeLayerVersion(layer, one)), ...next };
}

listLayerVersions.access = accessToAll('lambda:ListLayerVersions');
