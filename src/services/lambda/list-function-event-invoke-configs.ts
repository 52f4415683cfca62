import type {
  ListFunctionEventInvokeConfigsCommandInput,
  ListFunctionEventInvokeConfigsResponse,
} from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { describeSettings, functionMissing } from './event-invoke-config.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import { page } from './page.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html */
export async function listFunctionEventInvokeConfigs(
  input: ListFunctionEventInvokeConfigsCommandInput,
  call: CallContext<LambdaState>,
): Promise<ListFunctionEventInvokeConfigsResponse> {
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  const record = await call.state.functions.find(arn);
  if (record === undefined) throw functionMissing();
  const all = Object.entries(record.eventInvoke).sort(([a], [b]) => (a < b ? -1 : 1));
  const { entries, next } = page(all, ([qualifier]) => qualifier, input);
  return {
    FunctionEventInvokeConfigs: entries.map(([qualifier, settings]) => describeSettings(arn, qualifier, settings)),
    ...next,
  };
}

listFunctionEventInvokeConfigs.access = functionAccess('lambda:ListFunctionEventInvokeConfigs');
