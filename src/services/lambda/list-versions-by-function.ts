import type { ListVersionsByFunctionCommandInput, ListVersionsByFunctionResponse } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { describeFunction } from './describe-function.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import { layerSizes } from './layer-sizes.ts';
import { page } from './page.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html */
export async function listVersionsByFunction(
  input: ListVersionsByFunctionCommandInput,
  call: CallContext<LambdaState>,
): Promise<ListVersionsByFunctionResponse> {
  const { state } = call;
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  const record = await state.functions.get(arn);
  const { entries, next } = page([record.latest, ...record.published], (version) => version.version, input);
  const sizes = await layerSizes(state.layers, entries);
  return {
    Versions: entries.map((version) =>
      describeFunction(record, version, {
        functionArn: `${arn}:${version.version}`,
        phase: 'listed',
        layerSizes: sizes,
      }),
    ),
    ...next,
  };
}

listVersionsByFunction.access = functionAccess('lambda:ListVersionsByFunction');
