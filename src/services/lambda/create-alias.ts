import type { AliasConfiguration, CreateAliasCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { describeAlias, readRouting, requireAliasName } from './alias.ts';
import { present, requireValid } from './constraint.ts';
import { conflict, functionNotFound } from './errors.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import type { AliasRecord } from './function-record.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export async function createAlias(
  input: CreateAliasCommandInput,
  call: CallContext<LambdaState>,
): Promise<AliasConfiguration> {
  requireValid(present(input.Name, 'name'), present(input.FunctionVersion, 'functionVersion'));
  requireAliasName(input.Name);
  const name = input.Name ?? '';
  const version = input.FunctionVersion ?? '';
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  const { functions } = call.state;
  if ((await functions.find(arn)) === undefined) throw functionNotFound(`${arn}:${version}`);
  const revisionId = call.ids.uuid();
  let alias: AliasRecord | undefined;
  const record = await functions.change(arn, (current) => {
    const additional = readRouting(current, version, input.RoutingConfig);
    if (current.aliases[name] !== undefined) throw conflict(`Alias already exists: ${arn}:${name}`);
    alias = {
      name,
      version,
      description: input.Description ?? '',
      revisionId,
      ...(additional === undefined ? {} : { additional }),
    };
    return { ...current, aliases: { ...current.aliases, [name]: alias } };
  });
  return describeAlias(record, alias ?? { name, version, description: '', revisionId });
}

createAlias.access = functionAccess('lambda:CreateAlias');
