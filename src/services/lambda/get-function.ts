import { pathToFileURL } from 'node:url';
import type { GetFunctionCommandInput, GetFunctionResponse } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { describeFunction } from './describe-function.ts';
import { functionNotFound } from './errors.ts';
import { functionAccess } from './function-access.ts';
import { namedFunction } from './function-name.ts';
import { versionOf } from './function-record.ts';
import { layerSizes } from './layer-sizes.ts';
import type { LambdaState } from './state.ts';

/**
 * Unlike AWS: `Code.Location` is the `file:` address of the zip, or of the folder of local code.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html
 */
export async function getFunction(
  input: GetFunctionCommandInput,
  call: CallContext<LambdaState>,
): Promise<GetFunctionResponse> {
  const { state } = call;
  const named = namedFunction(input.FunctionName, input.Qualifier, call);
  const record = await state.functions.get(named.arn, named.qualifiedArn);
  const version = versionOf(record, named.qualifier);
  if (version === undefined) throw functionNotFound(named.qualifiedArn);
  const { code } = version;
  const answer: GetFunctionResponse = {
    Configuration: describeFunction(record, version, {
      functionArn: named.qualifiedArn,
      layerSizes: await layerSizes(state.layers, [version]),
    }),
    Code: {
      RepositoryType: 'S3',
      Location: pathToFileURL(code.kind === 'local' ? code.path : state.code.originalOf(code)).href,
    },
  };
  if (Object.keys(record.tags).length > 0) answer.Tags = { ...record.tags };
  if (record.reservedConcurrency !== undefined) {
    answer.Concurrency = { ReservedConcurrentExecutions: record.reservedConcurrency };
  }
  return answer;
}

getFunction.access = functionAccess('lambda:GetFunction', { qualified: true });
