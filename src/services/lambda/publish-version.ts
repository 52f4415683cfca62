import type { FunctionConfiguration, PublishVersionCommandInput } from '@aws-sdk/client-lambda';
import type { CallContext } from '../../aws/service.ts';
import { fromTemplate, type WithTemplate } from './code-input.ts';
import { describeFunction } from './describe-function.ts';
import { invalidParameter, revisionMismatch } from './errors.ts';
import { functionAccess } from './function-access.ts';
import { unqualifiedFunction } from './function-name.ts';
import type { FunctionCode, FunctionRecord, VersionRecord } from './function-record.ts';
import { layerSizes } from './layer-sizes.ts';
import type { LambdaState } from './state.ts';

/**
 * Answers the last version when nothing changed since. Unlike AWS: a version that a template publishes of a local folder
 * goes on following the folder, so that an alias shows the code that was saved last.
 * https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
 */
export async function publishVersion(
  input: PublishVersionCommandInput & WithTemplate,
  call: CallContext<LambdaState>,
): Promise<FunctionConfiguration> {
  const { state } = call;
  const { arn } = unqualifiedFunction(input.FunctionName, call);
  const before = await state.functions.get(arn);
  const code = await frozenCode(before, input[fromTemplate] !== undefined, state);
  const revisionId = call.ids.uuid();
  let version: VersionRecord | undefined;
  const record = await state.functions.change(arn, (current) => {
    const { latest } = current;
    if (input.RevisionId !== undefined && input.RevisionId !== latest.revisionId) throw revisionMismatch();
    if (input.CodeSha256 !== undefined && input.CodeSha256 !== '' && input.CodeSha256 !== latest.code.sha256) {
      throw invalidParameter(
        `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${latest.code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    }
    const last = current.published.at(-1);
    if (last?.publishedFrom === latest.revisionId) {
      version = last;
      return current;
    }
    const next = published(current, latest, { code, revisionId, description: input.Description });
    version = next.version;
    return next.record;
  });
  const shown = version ?? record.latest;
  return describeFunction(record, shown, {
    functionArn: `${arn}:${shown.version}`,
    layerSizes: await layerSizes(state.layers, [shown]),
  });
}

publishVersion.access = functionAccess('lambda:PublishVersion');

/** Code that no later change reaches, unless it is to be followed. */
async function frozenCode(record: FunctionRecord, followed: boolean, state: LambdaState): Promise<FunctionCode> {
  const { code } = record.latest;
  if (code.kind === 'uploaded' || followed) return code;
  const live = await state.live.of(record, record.latest);
  await live.settling;
  if (live.built === undefined || live.failure !== undefined) {
    throw invalidParameter(`The code does not run: ${live.failure?.message ?? 'it was never built'}`);
  }
  return state.code.keepCopy(live.built.codeDir, live.built);
}

/** The record with one more version, made from `latest`. */
export function published(
  record: FunctionRecord,
  latest: VersionRecord,
  more: { readonly code: FunctionCode; readonly revisionId: string; readonly description?: string | undefined },
): { readonly record: FunctionRecord; readonly version: VersionRecord } {
  const version: VersionRecord = {
    ...latest,
    version: String(record.nextVersion),
    revisionId: more.revisionId,
    publishedFrom: latest.revisionId,
    description: more.description ?? latest.description,
    code: more.code,
  };
  return {
    version,
    record: {
      ...record,
      latest,
      published: [...record.published, version],
      nextVersion: record.nextVersion + 1,
    },
  };
}
