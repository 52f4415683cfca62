import type { AliasConfiguration, UpdateAliasCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { describeAlias, readRouting } from './alias.ts';
import { notFound, revisionMismatch } from './errors.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import type { AliasRecord } from './function-record.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html */
export async function updateAlias(
  input: UpdateAliasCommandInput,
  call: CallContext<LambdaState>,
): Promise<AliasConfiguration> {
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  const name = input.Name ?? '';
  const missing = () => notFound(`Alias not found: ${arn}:${name}`);
  const { functions } = call.state;
  if ((await functions.find(arn)) === undefined) throw missing();
  const revisionId = call.ids.uuid();
  const record = await functions.change(arn, (current) => {
    const alias = current.aliases[name];
    if (alias === undefined) throw missing();
    if (input.RevisionId !== undefined && input.RevisionId !== alias.revisionId) throw revisionMismatch();
    const version = input.FunctionVersion ?? alias.version;
    const routing =
      input.RoutingConfig ??
      (alias.additional === undefined
        ? undefined
        : { AdditionalVersionWeights: { [alias.additional.version]: alias.additional.weight } });
    const additional = readRouting(current, version, routing);
    const { additional: _old, ...rest } = alias;
    const changed: AliasRecord = {
      ...rest,
      version,
      description: input.Description ?? alias.description,
      revisionId,
      ...(additional === undefined ? {} : { additional }),
    };
    return { ...current, aliases: { ...current.aliases, [name]: changed } };
  });
  const alias = record.aliases[name];
  if (alias === undefined) throw missing();
  return describeAlias(record, alias);
}

updateAlias.access = functionAccess('lambda:UpdateAlias');
