import type { ListAliasesCommandInput, ListAliasesResponse } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { describeAlias } from './alias.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import { page } from './page.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html */
export async function listAliases(
  input: ListAliasesCommandInput,
  call: CallContext<LambdaState>,
): Promise<ListAliasesResponse> {
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  const record = await call.state.functions.get(arn);
  const aliases = Object.values(record.aliases)
    .filter((alias) => input.FunctionVersion === undefined || alias.version === input.FunctionVersion)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { entries, next } = page(aliases, (alias) => alias.name, input);
  return { Aliases: entries.map((alias) => describeAlias(record, alias)), ...next };
}

listAliases.access = functionAccess('lambda:ListAliases');
