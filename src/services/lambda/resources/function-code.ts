import { resolve } from 'node:path';
import type { FunctionCode } from '@aws-sdk/client-lambda';
import type { ResourceContext } from '../../../aws/resource-type.ts';
import { UserError } from '../../../std/user-error.ts';
import { readBuildProperties } from '../code/build-properties.ts';
import { inlineFileName, MAX_INLINE_LENGTH, usesCfnResponse } from '../code/inline-source.ts';
import type { TemplateInput } from '../code-input.ts';
import type { LambdaState } from '../state.ts';

/** `Code` of a template: a local path, inline source, or an upload that AWS would fetch. */
export type TemplateCode =
  | string
  | {
      readonly ZipFile?: string;
      readonly S3Bucket?: string;
      readonly S3Key?: string;
      readonly S3ObjectVersion?: string;
      readonly ImageUri?: string;
    };

interface Code {
  readonly members: FunctionCode;
  readonly template: TemplateInput;
}

/** What a function's `Code` and `Metadata` come to. A `Code` that is left out is the template's own folder. */
export function readFunctionCode(
  properties: { readonly Code?: TemplateCode; readonly Runtime?: string | undefined },
  call: ResourceContext<LambdaState>,
): Code {
  const { logicalId, templateDir } = call;
  const code = properties.Code ?? '.';
  if (typeof code === 'string') {
    const bucket = /^s3:\/\/([^/]+)\/(.+)$/.exec(code);
    if (bucket !== null) return uploaded({ S3Bucket: bucket[1] ?? '', S3Key: bucket[2] ?? '' }, logicalId);
    return { members: {}, template: { logicalId, path: resolve(templateDir, code), ...buildOf(call) } };
  }
  if (code.ZipFile === undefined) {
    const { S3Bucket, S3Key, ImageUri } = code;
    return uploaded(
      {
        ...(S3Bucket === undefined ? {} : { S3Bucket }),
        ...(S3Key === undefined ? {} : { S3Key }),
        ...(ImageUri === undefined ? {} : { ImageUri }),
      },
      logicalId,
    );
  }
  return { members: {}, template: { logicalId, files: inlineFiles(code.ZipFile, properties.Runtime ?? '', call) } };
}

const uploaded = (members: FunctionCode, logicalId: string): Code => ({ members, template: { logicalId } });

function inlineFiles(source: string, runtime: string, call: ResourceContext<LambdaState>): Record<string, Uint8Array> {
  const name = inlineFileName(runtime);
  if (name === undefined) {
    throw new UserError(
      'SAMLET_INLINE_CODE',
      `${call.logicalId}: CloudFormation takes inline code for nodejs and python runtimes only, not for ${runtime}`,
    );
  }
  if (source.length > MAX_INLINE_LENGTH) {
    throw new UserError(
      'SAMLET_INLINE_CODE',
      `${call.logicalId}: inline code must be at most ${MAX_INLINE_LENGTH} characters, and has ${source.length}`,
    );
  }
  if (usesCfnResponse(source)) {
    call.state.platform.log.warn(
      `${call.logicalId}: samlet does not bring the module cfn-response: custom resources are not built yet`,
    );
  }
  return { [name]: Buffer.from(source) };
}

function buildOf({ metadata, logicalId, state }: ResourceContext<LambdaState>): Partial<TemplateInput> {
  const method = metadata['BuildMethod'];
  if (method === 'esbuild') {
    const buildProperties = (metadata['BuildProperties'] ?? {}) as Readonly<Record<string, unknown>>;
    for (const name of readBuildProperties(buildProperties).notHonoured) {
      state.platform.log.warn(`${logicalId}: Metadata.BuildProperties.${name} is not honoured`);
    }
    return { buildProperties };
  }
  if (typeof method === 'string' && !/^(nodejs|python)/.test(method)) {
    state.platform.log.warn(
      `${logicalId}: samlet does not run Metadata.BuildMethod ${method}: run "sam build" and start .aws-sam/build/template.yaml`,
    );
  }
  return {};
}
