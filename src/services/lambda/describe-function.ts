import { createHash } from 'node:crypto';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { describeTime } from './describe-time.ts';
import type { FunctionRecord, VersionRecord } from './function-record.ts';

/**
 * A version as AWS describes it. `creating` and `updating` are what the answer of a change says, before Lambda is ready;
 * `listed` leaves out what lists do not say.
 */
export function describeFunction(
  record: FunctionRecord,
  version: VersionRecord,
  as: {
    readonly functionArn?: string;
    readonly phase?: 'creating' | 'updating' | 'active' | 'listed';
    /** The size of a layer by its ARN. */
    readonly layerSizes?: ReadonlyMap<string, number>;
  } = {},
): FunctionConfiguration {
  const { described } = version;
  const phase = as.phase ?? 'active';
  const [, , , region = ''] = record.arn.split(':');
  const configuration: FunctionConfiguration = {
    FunctionName: record.name,
    FunctionArn: as.functionArn ?? record.arn,
    Runtime: version.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    Role: version.roleArn,
    Handler: version.handler,
    CodeSize: version.code.sizeBytes,
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memoryMb,
    LastModified: describeTime(version.lastModified),
    CodeSha256: version.code.sha256,
    Version: version.version,
    TracingConfig: { Mode: described.TracingMode === 'Active' ? 'Active' : 'PassThrough' },
    RevisionId: version.revisionId,
    PackageType: 'Zip',
    Architectures: [version.architecture],
    EphemeralStorage: { Size: version.ephemeralStorageMb },
    SnapStart: {
      ApplyOn: described.SnapStart === 'PublishedVersions' ? 'PublishedVersions' : 'None',
      OptimizationStatus: 'Off',
    },
    LoggingConfig: describeLogging(version),
  };
  if (version.environment !== undefined) configuration.Environment = { Variables: { ...version.environment } };
  if (version.deadLetterArn !== undefined) configuration.DeadLetterConfig = { TargetArn: version.deadLetterArn };
  if (described.KMSKeyArn !== undefined) configuration.KMSKeyArn = described.KMSKeyArn;
  if (described.FileSystemConfigs !== undefined) configuration.FileSystemConfigs = [...described.FileSystemConfigs];
  if (described.VpcConfig !== undefined) {
    const { SubnetIds = [], SecurityGroupIds = [] } = described.VpcConfig;
    configuration.VpcConfig = { SubnetIds, SecurityGroupIds, VpcId: '', Ipv6AllowedForDualStack: false };
  }
  if (version.layerArns.length > 0) {
    configuration.Layers = version.layerArns.map((Arn) => ({ Arn, CodeSize: as.layerSizes?.get(Arn) ?? 0 }));
  }
  if (phase === 'listed') return configuration;
  configuration.RuntimeVersionConfig = { RuntimeVersionArn: runtimeVersionArn(version.runtime, region) };
  return { ...configuration, ...stateOf(phase) };
}

function describeLogging({ logging }: VersionRecord): NonNullable<FunctionConfiguration['LoggingConfig']> {
  if (logging.format === 'Text') return { LogFormat: 'Text', LogGroup: logging.logGroup };
  return {
    LogFormat: 'JSON',
    ApplicationLogLevel: (logging.applicationLogLevel ?? 'INFO') as 'INFO',
    SystemLogLevel: (logging.systemLogLevel ?? 'INFO') as 'INFO',
    LogGroup: logging.logGroup,
  };
}

function stateOf(phase: 'creating' | 'updating' | 'active'): Partial<FunctionConfiguration> {
  switch (phase) {
    case 'creating':
      return { State: 'Pending', StateReason: 'The function is being created.', StateReasonCode: 'Creating' };
    case 'updating':
      return {
        State: 'Active',
        LastUpdateStatus: 'InProgress',
        LastUpdateStatusReason: 'The function is being created.',
        LastUpdateStatusReasonCode: 'Creating' as NonNullable<FunctionConfiguration['LastUpdateStatusReasonCode']>,
      };
    case 'active':
      return { State: 'Active', LastUpdateStatus: 'Successful' };
  }
}

function runtimeVersionArn(runtime: string, region: string): string {
  return `arn:aws:lambda:${region}::runtime:${createHash('sha256').update(runtime).digest('hex')}`;
}
