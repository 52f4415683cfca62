import { isDeepStrictEqual } from 'node:util';
import type { CreateFunctionCommandInput, UpdateFunctionConfigurationCommandInput } from '@aws-sdk/client-lambda';
import {
  type DeployedResource,
  type ResourceContext,
  type ResourceType,
  unlessIdle,
} from '../../../aws/resource-type.ts';
import { ServiceError } from '../../../aws/service-error.ts';
import { runtimeFamily } from '../code/find-handler-file.ts';
import { fromTemplate, type WithTemplate } from '../code-input.ts';
import { createFunction } from '../create-function.ts';
import { deleteFunction } from '../delete-function.ts';
import { deleteFunctionConcurrency } from '../delete-function-concurrency.ts';
import { functionArn } from '../function-name.ts';
import { putFunctionConcurrency } from '../put-function-concurrency.ts';
import { putFunctionRecursionConfig } from '../put-function-recursion-config.ts';
import type { LambdaState } from '../state.ts';
import { tagResource } from '../tag-resource.ts';
import { untagResource } from '../untag-resource.ts';
import { updateFunctionCode } from '../update-function-code.ts';
import { updateFunctionConfiguration } from '../update-function-configuration.ts';
import { readFunctionCode, type TemplateCode } from './function-code.ts';

type Configuration = Omit<UpdateFunctionConfigurationCommandInput, 'FunctionName' | 'RevisionId' | 'KMSKeyArn'>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export interface FunctionProperties extends Configuration {
  readonly FunctionName?: string;
  readonly Code?: TemplateCode;
  readonly PackageType?: string;
  readonly Architectures?: string[];
  readonly KmsKeyArn?: string;
  readonly ReservedConcurrentExecutions?: number | string;
  readonly RecursiveLoop?: 'Allow' | 'Terminate';
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

type Context = ResourceContext<LambdaState>;

export const functionResource: ResourceType<LambdaState, FunctionProperties> = {
  type: 'AWS::Lambda::Function',
  honoured: {
    FunctionName: true,
    Description: true,
    Runtime: true,
    Handler: true,
    Role: true,
    Timeout: true,
    MemorySize: true,
    Environment: { Variables: true },
    EphemeralStorage: { Size: true },
    Layers: true,
    Tags: true,
    PackageType: true,
    ReservedConcurrentExecutions: true,
    Code: {
      ZipFile: true,
      S3Bucket: 'code in S3 is refused: name a local path',
      S3Key: 'code in S3 is refused: name a local path',
      S3ObjectVersion: 'code in S3 is refused: name a local path',
      S3ObjectStorageMode: 'code in S3 is refused: name a local path',
      ImageUri: 'container images are refused: samlet runs zip packages and local folders',
      SourceKMSKeyArn: 'code is kept unencrypted on this machine',
    },
    LoggingConfig: {
      LogGroup: true,
      LogFormat: 'kept and described; functions go on writing plain text',
      ApplicationLogLevel: 'kept and described; log lines of every level are written',
      SystemLogLevel: 'kept and described; log lines of every level are written',
    },
    Architectures: (value) =>
      JSON.stringify(value) === JSON.stringify([process.arch === 'arm64' ? 'arm64' : 'x86_64']) ||
      'kept and described; functions run on the architecture of this machine',
    VpcConfig: 'kept and described; functions use the network of this machine',
    FileSystemConfigs: 'kept and described; no file system is mounted',
    KmsKeyArn: 'kept and described; environment variables are stored unencrypted',
    SnapStart: 'kept and described; environments start without a snapshot',
    TracingConfig: {
      Mode: unlessIdle(['PassThrough'], 'kept and described; trace ids are passed on, segments are not recorded'),
    },
    DeadLetterConfig: 'kept and described; failed events are named in the log, not delivered',
    RecursiveLoop: 'kept and described; loops between functions are not ended',
    CodeSigningConfigArn: 'not applied; code is not checked for signatures',
    RuntimeManagementConfig: 'not applied; functions run on the interpreters of this machine',
    ImageConfig: 'container images are refused: samlet runs zip packages and local folders',
    CapacityProviderConfig: 'not applied; functions run on this machine',
    FunctionScalingConfig: 'not applied; environments start when they are needed',
    DurableConfig: 'not applied; durable executions are not built',
    TenancyConfig: 'not applied; tenants share environments',
    PublishToLatestPublished: 'not applied',
  },

  async create(properties, call) {
    const name = properties.FunctionName ?? call.physicalName(64);
    const code = readFunctionCode(properties, call);
    sayRuntime(properties.Runtime, call);
    const input: CreateFunctionCommandInput & WithTemplate = {
      ...configurationOf(properties),
      FunctionName: name,
      Role: properties.Role,
      Code: code.members,
      Tags: tagsOf(properties),
      ...(properties.PackageType === undefined ? {} : { PackageType: properties.PackageType as 'Zip' | 'Image' }),
      ...architecturesOf(properties),
      [fromTemplate]: code.template,
    };
    await createFunction(input, call);
    try {
      if (properties.ReservedConcurrentExecutions !== undefined) await reserve(name, properties, call);
      if (properties.RecursiveLoop !== undefined) await setRecursion(name, properties.RecursiveLoop, call);
    } catch (error) {
      // A resource that failed must leave nothing behind.
      await deleteFunction({ FunctionName: name }, call);
      throw error;
    }
    return deployed(name, properties, call);
  },

  async update(physicalId, properties, previous, call) {
    const renamed = properties.FunctionName !== undefined && properties.FunctionName !== physicalId;
    const unnamed = properties.FunctionName === undefined && previous.FunctionName !== undefined;
    if (renamed || unnamed) return 'replace';
    if ((properties.PackageType ?? 'Zip') !== (previous.PackageType ?? 'Zip')) return 'replace';

    const code = readFunctionCode(properties, call);
    sayRuntime(properties.Runtime, call);
    const changed = { ...defaults(properties), ...architecturesOf(properties), FunctionName: physicalId };
    if (code.template.path === undefined && code.template.files === undefined) {
      await updateFunctionConfiguration(changed, call);
      await updateFunctionCode({ ...code.members, FunctionName: physicalId }, call);
    } else {
      await updateFunctionConfiguration({ ...changed, [fromTemplate]: code.template }, call);
    }
    if (properties.ReservedConcurrentExecutions !== undefined) await reserve(physicalId, properties, call);
    else if (previous.ReservedConcurrentExecutions !== undefined) {
      await deleteFunctionConcurrency({ FunctionName: physicalId }, call);
    }
    const recursion = properties.RecursiveLoop ?? 'Terminate';
    if (recursion !== (previous.RecursiveLoop ?? 'Terminate')) await setRecursion(physicalId, recursion, call);
    await updateTags(physicalId, properties, previous, call);
    return deployed(physicalId, properties, call);
  },

  async delete(physicalId, _properties, call) {
    try {
      await deleteFunction({ FunctionName: physicalId }, call);
    } catch (error) {
      if (!(error instanceof ServiceError && error.code === 'ResourceNotFoundException')) throw error;
    }
  },
};

function deployed(name: string, properties: FunctionProperties, call: Context): DeployedResource {
  const snapStart = { ApplyOn: properties.SnapStart?.ApplyOn ?? 'None', OptimizationStatus: 'Off' };
  return {
    physicalId: name,
    attributes: {
      Arn: functionArn(name, call),
      SnapStartResponse: snapStart,
      'SnapStartResponse.ApplyOn': snapStart.ApplyOn,
      'SnapStartResponse.OptimizationStatus': snapStart.OptimizationStatus,
    },
  };
}

/** Templates write numbers as text too. */
function configurationOf(properties: FunctionProperties): Configuration {
  const { Timeout, MemorySize, EphemeralStorage, KmsKeyArn, Environment } = properties;
  return {
    ...pick(properties, [
      'Description',
      'Runtime',
      'Handler',
      'Role',
      'VpcConfig',
      'DeadLetterConfig',
      'TracingConfig',
      'Layers',
      'FileSystemConfigs',
      'SnapStart',
      'LoggingConfig',
    ]),
    ...(Timeout === undefined ? {} : { Timeout: Number(Timeout) }),
    ...(MemorySize === undefined ? {} : { MemorySize: Number(MemorySize) }),
    ...(EphemeralStorage?.Size === undefined ? {} : { EphemeralStorage: { Size: Number(EphemeralStorage.Size) } }),
    ...(KmsKeyArn === undefined ? {} : { KMSKeyArn: KmsKeyArn }),
    ...(Environment === undefined ? {} : { Environment: { Variables: textValues(Environment.Variables) } }),
  };
}

/** An update must also undo what the template no longer says. */
function defaults(properties: FunctionProperties): Configuration {
  return {
    Description: '',
    Timeout: 3,
    MemorySize: 128,
    EphemeralStorage: { Size: 512 },
    Environment: { Variables: {} },
    Layers: [],
    DeadLetterConfig: { TargetArn: '' },
    TracingConfig: { Mode: 'PassThrough' },
    SnapStart: { ApplyOn: 'None' },
    ...configurationOf(properties),
  };
}

function pick<T extends object, Name extends keyof T>(from: T, names: readonly Name[]): Pick<T, Name> {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]])) as Pick<
    T,
    Name
  >;
}

function textValues(variables: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(variables ?? {}).map(([name, value]) => [name, String(value)]));
}

function architecturesOf(properties: FunctionProperties): Pick<CreateFunctionCommandInput, 'Architectures'> {
  const { Architectures } = properties;
  return Architectures === undefined ? {} : { Architectures: Architectures as ('x86_64' | 'arm64')[] };
}

function tagsOf(properties: FunctionProperties): Record<string, string> {
  return Object.fromEntries((properties.Tags ?? []).map(({ Key, Value }) => [Key, String(Value)]));
}

async function updateTags(name: string, properties: FunctionProperties, previous: FunctionProperties, call: Context) {
  const before = tagsOf(previous);
  const after = tagsOf(properties);
  if (isDeepStrictEqual(before, after)) return;
  const Resource = functionArn(name, call);
  await untagResource({ Resource, TagKeys: Object.keys(before).filter((key) => !(key in after)) }, call);
  await tagResource({ Resource, Tags: after }, call);
}

async function reserve(name: string, properties: FunctionProperties, call: Context): Promise<void> {
  const ReservedConcurrentExecutions = Number(properties.ReservedConcurrentExecutions);
  await putFunctionConcurrency({ FunctionName: name, ReservedConcurrentExecutions }, call);
}

async function setRecursion(name: string, RecursiveLoop: 'Allow' | 'Terminate', call: Context): Promise<void> {
  await putFunctionRecursionConfig({ FunctionName: name, RecursiveLoop }, call);
}

function sayRuntime(runtime: string | undefined, call: Context): void {
  if (runtime === undefined || runtimeFamily(runtime) !== 'other') return;
  call.state.platform.log.warn(
    `${call.logicalId}: samlet does not run the runtime ${runtime} yet: its calls are answered with an error`,
  );
}
