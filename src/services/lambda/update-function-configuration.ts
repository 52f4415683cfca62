import type { FunctionConfiguration, UpdateFunctionConfigurationCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { requireAssumableRole } from './assumable-role.ts';
import { fromTemplate, takeCode, type WithTemplate } from './code-input.ts';
import { type ConfigurationInput, requireValidConfiguration, withConfiguration } from './configuration.ts';
import { configuredFunctionAccess } from './configured-function-access.ts';
import { describeFunction } from './describe-function.ts';
import { revisionMismatch } from './errors.ts';
import { unqualifiedFunction } from './function-name.ts';
import { layerSizes } from './layer-sizes.ts';
import { requireLayersHere } from './layers-here.ts';
import { localSource } from './live-functions.ts';
import type { LambdaState } from './state.ts';

/**
 * A template changes code and configuration as one: a new handler in a new folder is found there.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
 */
export async function updateFunctionConfiguration(
  input: UpdateFunctionConfigurationCommandInput & Pick<ConfigurationInput, 'Architectures'> & WithTemplate,
  call: CallContext<LambdaState>,
): Promise<FunctionConfiguration> {
  const { state, ids, clock } = call;
  const { arn, name } = unqualifiedFunction(input.FunctionName, call);
  requireValidConfiguration(input);
  const before = await state.functions.get(arn);
  await requireAssumableRole(input.Role, call);
  await requireLayersHere(input.Layers, call);

  const preview = withConfiguration(before.latest, input, name);
  const template = input[fromTemplate];
  let { code } = preview;
  if (template !== undefined) {
    code = await takeCode(undefined, template, arn, preview, state, 'UpdateFunctionCode');
  } else if (code.kind === 'local') {
    // Another handler or runtime is other code: it is found, built and followed anew.
    await state.live.open(arn, localSource(before.logicalId ?? name, preview, code), preview.layerArns);
  }
  const revisionId = ids.uuid();
  const lastModified = clock.now();
  const record = await state.functions.change(arn, (current) => {
    if (input.RevisionId !== undefined && input.RevisionId !== current.latest.revisionId) throw revisionMismatch();
    const latest = { ...withConfiguration(current.latest, input, name), revisionId, lastModified };
    return { ...current, latest: template === undefined ? latest : { ...latest, code } };
  });
  state.platform.invoker.retire(arn, revisionId);
  return describeFunction(record, record.latest, {
    phase: 'updating',
    layerSizes: await layerSizes(state.layers, [record.latest]),
  });
}

updateFunctionConfiguration.access = configuredFunctionAccess('lambda:UpdateFunctionConfiguration');
