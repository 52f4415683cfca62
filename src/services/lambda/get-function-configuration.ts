import type { FunctionConfiguration, GetFunctionConfigurationCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { describeFunction } from './describe-function.ts';
import { functionNotFound } from './errors.ts';
import { functionAccess } from './function-access.ts';
import { namedFunction } from './function-name.ts';
import { versionOf } from './function-record.ts';
import { layerSizes } from './layer-sizes.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export async function getFunctionConfiguration(
  input: GetFunctionConfigurationCommandInput,
  call: CallContext<LambdaState>,
): Promise<FunctionConfiguration> {
  const { state } = call;
  const named = namedFunction(input.FunctionName, input.Qualifier, call);
  const record = await state.functions.get(named.arn, named.qualifiedArn);
  const version = versionOf(record, named.qualifier);
  if (version === undefined) throw functionNotFound(named.qualifiedArn);
  return describeFunction(record, version, {
    functionArn: named.qualifiedArn,
    layerSizes: await layerSizes(state.layers, [version]),
  });
}

getFunctionConfiguration.access = functionAccess('lambda:GetFunctionConfiguration', { qualified: true });
