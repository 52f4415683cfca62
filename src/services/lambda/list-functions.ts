import type { ListFunctionsCommandInput, ListFunctionsResponse } from '@aws-sdk/client-lambda';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { oneOf, requireValid } from './constraint.ts';
import { describeFunction } from './describe-function.ts';
import { layerSizes } from './layer-sizes.ts';
import { page } from './page.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export async function listFunctions(
  input: ListFunctionsCommandInput,
  call: CallContext<LambdaState>,
): Promise<ListFunctionsResponse> {
  const { state } = call;
  requireValid(oneOf(input.FunctionVersion, 'functionVersion', ['ALL']));
  const all = input.FunctionVersion === 'ALL';
  const versions = (await state.functions.list(call)).flatMap((record) =>
    [record.latest, ...(all ? record.published : [])].map((version) => ({ record, version })),
  );
  const { entries, next } = page(versions, ({ record, version }) => `${record.name}:${version.version}`, input);
  const sizes = await layerSizes(
    state.layers,
    entries.map(({ version }) => version),
  );
  return {
    Functions: entries.map(({ record, version }) =>
      describeFunction(record, version, {
        functionArn: all ? `${record.arn}:${version.version}` : record.arn,
        phase: 'listed',
        layerSizes: sizes,
      }),
    ),
    ...next,
  };
}

listFunctions.access = accessToAll('lambda:ListFunctions');
