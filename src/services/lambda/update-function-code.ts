import type { FunctionConfiguration, UpdateFunctionCodeCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { fromTemplate, takeCode, type WithTemplate } from './code-input.ts';
import { requireValidConfiguration } from './configuration.ts';
import { describeFunction } from './describe-function.ts';
import { revisionMismatch } from './errors.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import type { VersionRecord } from './function-record.ts';
import { layerSizes } from './layer-sizes.ts';
import { published } from './publish-version.ts';
import type { LambdaState } from './state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export async function updateFunctionCode(
  input: UpdateFunctionCodeCommandInput & WithTemplate,
  call: CallContext<LambdaState>,
): Promise<FunctionConfiguration> {
  const { state, ids, clock } = call;
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  requireValidConfiguration({
    FunctionName: arn,
    ...(input.Architectures === undefined ? {} : { Architectures: input.Architectures }),
  });
  const before = await state.functions.get(arn);
  if (input.RevisionId !== undefined && input.RevisionId !== before.latest.revisionId) throw revisionMismatch();
  const code = await takeCode(input, input[fromTemplate], arn, before.latest, state, 'UpdateFunctionCode');
  const change = {
    code,
    revisionId: ids.uuid(),
    lastModified: clock.now(),
    ...(input.Architectures === undefined ? {} : { architecture: input.Architectures[0] as 'x86_64' | 'arm64' }),
  };
  const updated: VersionRecord = { ...before.latest, ...change };
  if (input.DryRun === true) {
    return describeFunction(before, updated, { layerSizes: await layerSizes(state.layers, [updated]) });
  }
  const publishedRevision = ids.uuid();
  const record = await state.functions.change(arn, (current) => {
    if (input.RevisionId !== undefined && input.RevisionId !== current.latest.revisionId) throw revisionMismatch();
    const latest = { ...current.latest, ...change };
    if (input.Publish !== true) return { ...current, latest };
    return published(current, latest, { code, revisionId: publishedRevision }).record;
  });
  state.platform.invoker.retire(arn, record.latest.revisionId);
  const shown = (input.Publish === true ? record.published.at(-1) : undefined) ?? record.latest;
  return describeFunction(record, shown, {
    ...(shown === record.latest ? {} : { functionArn: `${arn}:${shown.version}` }),
    phase: 'updating',
    layerSizes: await layerSizes(state.layers, [shown]),
  });
}

updateFunctionCode.access = functionAccess('lambda:UpdateFunctionCode');
