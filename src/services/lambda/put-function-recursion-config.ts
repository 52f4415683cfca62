import type {
  PutFunctionRecursionConfigCommandInput,
  PutFunctionRecursionConfigResponse,
} from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { oneOf, present, requireValid } from './constraint.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import type { LambdaState } from './state.ts';

/**
 * Unlike AWS: the setting is kept and described, and no loop is ended.
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionRecursionConfig.html
 */
export async function putFunctionRecursionConfig(
  input: PutFunctionRecursionConfigCommandInput,
  call: CallContext<LambdaState>,
): Promise<PutFunctionRecursionConfigResponse> {
  requireValid(
    present(input.RecursiveLoop, 'recursiveLoop'),
    oneOf(input.RecursiveLoop, 'recursiveLoop', ['Terminate', 'Allow']),
  );
  const recursiveLoop = input.RecursiveLoop ?? 'Terminate';
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  await call.state.functions.change(arn, (record) => ({ ...record, recursiveLoop }));
  return { RecursiveLoop: recursiveLoop };
}

putFunctionRecursionConfig.access = functionAccess('lambda:PutFunctionRecursionConfig');
