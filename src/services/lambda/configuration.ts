import type { CreateFunctionCommandInput, UpdateFunctionConfigurationCommandInput } from '@aws-sdk/client-lambda';
import { between, maxLength, oneOf, pattern, requireValid, violation } from './constraint.ts';
import { invalidParameter } from './errors.ts';
import type { DescribedOnly, LoggingRecord, VersionRecord } from './function-record.ts';
import { OLD_RUNTIMES, RUNTIMES } from './runtimes.ts';

/** What CreateFunction and UpdateFunctionConfiguration have in common. */
export type ConfigurationInput = Omit<UpdateFunctionConfigurationCommandInput, 'RevisionId'> &
  Pick<CreateFunctionCommandInput, 'Architectures'>;

const ROLE_PATTERN = 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+';
const ROLE = /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
const HANDLER = /^\S+$/;
const KEY_PATTERN = '[a-zA-Z]([a-zA-Z0-9_])+';
const KEY = /^[a-zA-Z]\w+$/;
const MAX_ENVIRONMENT_BYTES = 4096;
const MAX_LAYERS = 5;

/** Names that Lambda itself sets and refuses to be set. */
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/** Refuses what AWS refuses of a function's configuration, in AWS's words. */
export function requireValidConfiguration(input: ConfigurationInput): void {
  requireValid(
    pattern(input.Role, 'role', ROLE, ROLE_PATTERN),
    pattern(input.Handler, 'handler', HANDLER, '[^\\s]+'),
    maxLength(input.Handler, 'handler', 128),
    maxLength(input.Description, 'description', 256),
    between(input.Timeout, 'timeout', 1, 900),
    between(input.MemorySize, 'memorySize', 128, 10_240),
    between(input.EphemeralStorage?.Size, 'ephemeralStorage.size', 512, 10_240),
    oneOf(input.TracingConfig?.Mode, 'tracingConfig.mode', ['Active', 'PassThrough']),
    oneOf(input.LoggingConfig?.LogFormat, 'loggingConfig.logFormat', ['JSON', 'Text']),
    architectures(input.Architectures),
    environmentKeys(input.Environment?.Variables),
  );
  requireRuntime(input.Runtime);
  requireEnvironment(input.Environment?.Variables);
  requireLayers(input.Layers);
  requireLogging(input.LoggingConfig);
}

function architectures(value: readonly string[] | undefined) {
  if (value === undefined) return undefined;
  if (value.length > 1) {
    return violation(`[${value.join(', ')}]`, 'architectures', 'Member must have length less than or equal to 1');
  }
  if (value.every((one) => one === 'x86_64' || one === 'arm64')) return undefined;
  return violation(
    `[${value.join(', ')}]`,
    'architectures',
    'Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]',
  );
}

function environmentKeys(variables: Readonly<Record<string, string>> | undefined) {
  const bad = Object.keys(variables ?? {}).filter((key) => !KEY.test(key));
  if (bad.length === 0) return undefined;
  // The values may be secrets: Lambda does not repeat them.
  return `Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: ${KEY_PATTERN}]`;
}

function requireRuntime(runtime: string | undefined): void {
  if (runtime === undefined || RUNTIMES.includes(runtime) || OLD_RUNTIMES.includes(runtime)) return;
  throw invalidParameter(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${RUNTIMES.join(', ')}] or be a valid ARN`,
  );
}

function requireEnvironment(variables: Readonly<Record<string, string>> | undefined): void {
  if (variables === undefined) return;
  const reserved = Object.keys(variables).filter((name) => RESERVED.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > MAX_ENVIRONMENT_BYTES) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
}

function requireLayers(layers: readonly string[] | undefined): void {
  if (layers === undefined) return;
  if (layers.length > MAX_LAYERS) throw invalidParameter(`Cannot reference more than ${MAX_LAYERS} layers.`);
  const names = layers.map((arn) => arn.replace(/:\d+$/, ''));
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0) {
    throw invalidParameter(
      `Two different versions of the same layer are not allowed to be referenced in the same function. ${layers[twice]} and ${layers[names.indexOf(names[twice] ?? '')]} are versions of the same layer.`,
    );
  }
}

function requireLogging(logging: ConfigurationInput['LoggingConfig']): void {
  if (logging?.LogFormat !== 'Text') return;
  if (logging.ApplicationLogLevel !== undefined || logging.SystemLogLevel !== undefined) {
    throw invalidParameter('Log level is not supported for Text log format');
  }
}

/** `current` with every member that `input` has; a member that is missing stays as it is. */
export function withConfiguration(
  current: VersionRecord,
  input: ConfigurationInput,
  functionName: string,
): VersionRecord {
  const deadLetterArn =
    input.DeadLetterConfig === undefined ? current.deadLetterArn : input.DeadLetterConfig.TargetArn || undefined;
  const environment = input.Environment === undefined ? current.environment : { ...input.Environment.Variables };
  const { deadLetterArn: _oldLetter, environment: _oldEnvironment, ...rest } = current;
  return {
    ...rest,
    description: input.Description ?? current.description,
    runtime: input.Runtime ?? current.runtime,
    handler: input.Handler ?? current.handler,
    roleArn: input.Role ?? current.roleArn,
    timeoutSeconds: input.Timeout ?? current.timeoutSeconds,
    memoryMb: input.MemorySize ?? current.memoryMb,
    ephemeralStorageMb: input.EphemeralStorage?.Size ?? current.ephemeralStorageMb,
    architecture: (input.Architectures?.[0] as 'x86_64' | 'arm64' | undefined) ?? current.architecture,
    layerArns: input.Layers ?? current.layerArns,
    logging: withLogging(current.logging, input.LoggingConfig, functionName),
    described: withDescribed(current.described, input),
    ...(environment === undefined ? {} : { environment }),
    ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
  };
}

function withLogging(
  current: LoggingRecord,
  input: ConfigurationInput['LoggingConfig'],
  functionName: string,
): LoggingRecord {
  if (input === undefined) return current;
  const format = (input.LogFormat ?? current.format) as 'Text' | 'JSON';
  const logGroup = input.LogGroup ?? current.logGroup ?? `/aws/lambda/${functionName}`;
  if (format === 'Text') return { format, logGroup };
  return {
    format,
    logGroup,
    applicationLogLevel: input.ApplicationLogLevel ?? current.applicationLogLevel ?? 'INFO',
    systemLogLevel: input.SystemLogLevel ?? current.systemLogLevel ?? 'INFO',
  };
}

function withDescribed(current: DescribedOnly, input: ConfigurationInput): DescribedOnly {
  const changed: { -readonly [name in keyof DescribedOnly]: DescribedOnly[name] } = { ...current };
  if (input.VpcConfig !== undefined) {
    const { SubnetIds = [], SecurityGroupIds = [] } = input.VpcConfig;
    changed.VpcConfig = { SubnetIds, SecurityGroupIds };
  }
  if (input.FileSystemConfigs !== undefined) {
    changed.FileSystemConfigs = input.FileSystemConfigs.map(({ Arn = '', LocalMountPath = '' }) => ({
      Arn,
      LocalMountPath,
    }));
  }
  if (input.KMSKeyArn !== undefined) changed.KMSKeyArn = input.KMSKeyArn;
  if (input.SnapStart?.ApplyOn !== undefined) changed.SnapStart = input.SnapStart.ApplyOn;
  if (input.TracingConfig?.Mode !== undefined) changed.TracingMode = input.TracingConfig.Mode;
  return changed;
}
