import type { ListLayersCommandInput, ListLayersResponse } from '@aws-sdk/client-lambda';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { describeLayerVersion } from './layer-version.ts';
import { page } from './page.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListLayers.html */
export async function listLayers(
  input: ListLayersCommandInput,
  call: CallContext<LambdaState>,
): Promise<ListLayersResponse> {
  const latest = (await call.state.layers.list(call)).flatMap((layer) => {
    const version = layer.versions
      .filter(
        (one) => input.CompatibleRuntime === undefined || one.compatibleRuntimes?.includes(input.CompatibleRuntime),
      )
      .at(-1);
    return version === undefined ? [] : [{ layer, version }];
  });
  const { entries, next } = page(latest, ({ layer }) => layer.name, input);
  return {
    Layers: entries.map(({ layer, version }) => ({
      LayerName: layer.name,
      LayerArn: layer.arn,
      LatestMatchingVersion: describeLayerVersion(layer, version),
    })),
    ...next,
  };
}

listLayers.access = accessToAll('lambda:ListLayers');
