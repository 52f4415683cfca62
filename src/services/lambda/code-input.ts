import type { FunctionCode as CodeMembers } from '@aws-sdk/client-lambda';
import { invalidParameter, notBuilt, requestTooLarge } from './errors.ts';
import type { FunctionCode, VersionRecord } from './function-record.ts';
import { localSource } from './live-functions.ts';
import type { LambdaState } from './state.ts';

/** What a template adds to an operation's input. A symbol: no client can send it. */
export const fromTemplate = Symbol('from template');

export interface TemplateInput {
  readonly logicalId: string;
  /** Absolute path of a folder, a zip file or a single file, used in place of an upload. */
  readonly path?: string;
  readonly buildProperties?: Readonly<Record<string, unknown>>;
  /** `Metadata.BuildMethod` of a layer. */
  readonly buildMethod?: string;
  /** Inline source, by file name. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

export interface WithTemplate {
  readonly [fromTemplate]?: TemplateInput;
}

const MAX_REQUEST_BYTES = 70_167_211;

/**
 * The code that CreateFunction or UpdateFunctionCode brings: uploaded, or local code of a template. Local code is built
 * and followed from now on; throws `UserError` when it does not run.
 */
export async function takeCode(
  members: CodeMembers | undefined,
  template: TemplateInput | undefined,
  functionArn: string,
  version: Pick<VersionRecord, 'runtime' | 'handler' | 'layerArns'>,
  state: LambdaState,
  operation: string,
): Promise<FunctionCode> {
  if (template?.path !== undefined) {
    const local = {
      path: template.path,
      ...(template.buildProperties === undefined ? {} : { buildProperties: template.buildProperties }),
    };
    const source = localSource(template.logicalId, version, local);
    const { sha256, sizeBytes } = await state.live.open(functionArn, source, version.layerArns);
    return { kind: 'local', ...local, sha256, sizeBytes };
  }
  const code =
    template?.files === undefined
      ? await uploaded(members, state, operation)
      : await state.code.keepFiles(template.files);
  await state.live.close(functionArn);
  return code;
}

function uploaded(members: CodeMembers | undefined, state: LambdaState, operation: string) {
  if (members?.ImageUri !== undefined) {
    throw notBuilt('samlet runs no container images: give the function as a zip file (PackageType Zip).');
  }
  if (members?.S3Bucket !== undefined || members?.S3Key !== undefined) {
    throw notBuilt(
      `samlet cannot read code from S3 yet (s3://${members.S3Bucket ?? ''}/${members.S3Key ?? ''}): give it as ZipFile, or as a local path in the template.`,
    );
  }
  const zip = members?.ZipFile;
  if (zip === undefined) throw invalidParameter('Please provide a source for function code.');
  const encodedBytes = Math.ceil(zip.byteLength / 3) * 4;
  if (encodedBytes > MAX_REQUEST_BYTES) throw requestTooLarge(MAX_REQUEST_BYTES, operation);
  return state.code.keepZip(zip);
}
