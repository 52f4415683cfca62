import type { CreateFunctionCommandInput, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { taggingToo } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { requireAssumableRole } from './assumable-role.ts';
import { fromTemplate, takeCode, type WithTemplate } from './code-input.ts';
import { requireValidConfiguration, withConfiguration } from './configuration.ts';
import { configuredFunctionAccess } from './configured-function-access.ts';
import { oneOf, present, requireValid } from './constraint.ts';
import { describeFunction } from './describe-function.ts';
import { conflict, invalidParameter, notBuilt } from './errors.ts';
import { newFunctionName } from './function-name.ts';
import type { FunctionRecord, VersionRecord } from './function-record.ts';
import { layerSizes } from './layer-sizes.ts';
import { requireLayersHere } from './layers-here.ts';
import { published } from './publish-version.ts';
import type { LambdaState } from './state.ts';
import { requireTags } from './tags.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export async function createFunction(
  input: CreateFunctionCommandInput & WithTemplate,
  call: CallContext<LambdaState>,
): Promise<FunctionConfiguration> {
  const { state } = call;
  const template = input[fromTemplate];
  requireValid(
    present(input.FunctionName, 'functionName'),
    present(input.Role, 'role'),
    present(input.Code, 'code'),
    oneOf(input.PackageType, 'packageType', ['Image', 'Zip']),
  );
  const named = newFunctionName(input.FunctionName, call);
  if (input.PackageType === 'Image') {
    throw notBuilt('samlet runs no container images: give the function as a zip file (PackageType Zip).');
  }
  if (input.Runtime === undefined || input.Handler === undefined) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  requireValidConfiguration(input);
  requireTags(input.Tags);
  if ((await state.functions.find(named.arn)) !== undefined) {
    throw conflict(`Function already exist: ${named.name}`);
  }
  await requireAssumableRole(input.Role, call);
  await requireLayersHere(input.Layers, call);

  const revisionId = call.ids.uuid();
  const blank = blankVersion(named.name, revisionId, call.clock.now());
  const configured = withConfiguration(blank, input, named.name);
  const code = await takeCode(input.Code, template, named.arn, configured, state, 'CreateFunction');
  const latest: VersionRecord = { ...configured, code };
  const record: FunctionRecord = {
    name: named.name,
    arn: named.arn,
    ...(template === undefined ? {} : { logicalId: template.logicalId }),
    latest,
    published: [],
    nextVersion: 1,
    aliases: {},
    policies: {},
    eventInvoke: {},
    tags: { ...input.Tags },
    recursiveLoop: 'Terminate',
  };
  const first = input.Publish === true ? published(record, latest, { code, revisionId: call.ids.uuid() }) : undefined;
  await state.functions.create(first?.record ?? record);
  return describeFunction(record, first?.version ?? latest, {
    phase: 'creating',
    layerSizes: await layerSizes(state.layers, [latest]),
  });
}

createFunction.access = taggingToo(
  configuredFunctionAccess('lambda:CreateFunction'),
  'lambda:TagResource',
  ({ Tags }) => Tags,
);

function blankVersion(functionName: string, revisionId: string, lastModified: number): VersionRecord {
  return {
    version: '$LATEST',
    revisionId,
    lastModified,
    description: '',
    runtime: '',
    handler: '',
    roleArn: '',
    timeoutSeconds: 3,
    memoryMb: 128,
    ephemeralStorageMb: 512,
    architecture: 'x86_64',
    layerArns: [],
    logging: { format: 'Text', logGroup: `/aws/lambda/${functionName}` },
    code: { kind: 'uploaded', sha256: '', sizeBytes: 0, folder: '' },
    described: {},
  };
}
