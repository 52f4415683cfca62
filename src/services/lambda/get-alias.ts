import type { AliasConfiguration, GetAliasCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { describeAlias } from './alias.ts';
import { notFound } from './errors.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export async function getAlias(
  input: GetAliasCommandInput,
  call: CallContext<LambdaState>,
): Promise<AliasConfiguration> {
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  const record = await call.state.functions.find(arn);
  const alias = record?.aliases[input.Name ?? ''];
  if (record === undefined || alias === undefined) throw notFound(`Cannot find alias arn: ${arn}:${input.Name}`);
  return describeAlias(record, alias);
}

getAlias.access = functionAccess('lambda:GetAlias');
