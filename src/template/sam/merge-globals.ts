import { isIntrinsic } from './intrinsics.ts';
import type { SamContext } from './sam-context.ts';
import { placeOf } from './sam-context.ts';
import type { Tree, TreeMap } from './tree.ts';
import { clone, isList, isMap } from './tree.ts';

const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  Function: [
    'Handler',
    'Runtime',
    'CodeUri',
    'DeadLetterQueue',
    'Description',
    'MemorySize',
    'Timeout',
    'VpcConfig',
    'Environment',
    'Tags',
    'PropagateTags',
    'Tracing',
    'KmsKeyArn',
    'AutoPublishAlias',
    'AutoPublishAliasAllProperties',
    'Layers',
    'DeploymentPreference',
    'RolePath',
    'PermissionsBoundary',
    'ReservedConcurrentExecutions',
    'ProvisionedConcurrencyConfig',
    'AssumeRolePolicyDocument',
    'EventInvokeConfig',
    'FileSystemConfigs',
    'CodeSigningConfigArn',
    'Architectures',
    'SnapStart',
    'EphemeralStorage',
    'FunctionUrlConfig',
    'RuntimeManagementConfig',
    'LoggingConfig',
    'RecursiveLoop',
    'SourceKMSKeyArn',
    'TenancyConfig',
    'CapacityProviderConfig',
    'FunctionScalingConfig',
    'PublishToLatestPublished',
    'VersionDeletionPolicy',
    'DurableConfig',
  ],
  Api: [
    'Auth',
    'Name',
    'DefinitionUri',
    'CacheClusterEnabled',
    'CacheClusterSize',
    'MergeDefinitions',
    'Variables',
    'EndpointConfiguration',
    'MethodSettings',
    'BinaryMediaTypes',
    'MinimumCompressionSize',
    'Cors',
    'GatewayResponses',
    'AccessLogSetting',
    'CanarySetting',
    'TracingEnabled',
    'OpenApiVersion',
    'Domain',
    'AlwaysDeploy',
    'PropagateTags',
    'SecurityPolicy',
    'EndpointAccessMode',
  ],
  HttpApi: [
    'Auth',
    'AccessLogSettings',
    'StageVariables',
    'Tags',
    'CorsConfiguration',
    'DefaultRouteSettings',
    'Domain',
    'RouteSettings',
    'FailOnWarnings',
    'PropagateTags',
  ],
  SimpleTable: ['SSESpecification'],
  StateMachine: ['PropagateTags'],
  LayerVersion: ['PublishLambdaVersion'],
  CapacityProvider: [
    'VpcConfig',
    'OperatorRole',
    'Tags',
    'InstanceRequirements',
    'ScalingConfig',
    'KmsKeyArn',
    'PropagateTags',
  ],
};

/**
 * Puts `Globals` into the SAM resources of their section. Maps are merged, lists are put one behind the other (the
 * global one first), and anything else of the resource wins over the global value.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
export function mergeGlobals(context: SamContext, globals: Tree | undefined): void {
  if (globals === undefined || globals === null) return;
  if (!isMap(globals)) {
    refuse(context, ['Globals'], 'It must be a non-empty dictionary');
    return;
  }
  for (const [section, values] of Object.entries(globals)) {
    const supported = SECTIONS[section];
    if (!supported) {
      refuse(context, ['Globals', section], `'${section}' is not supported. ${mustBeOneOf(Object.keys(SECTIONS))}`);
    } else if (!isMap(values)) {
      refuse(context, ['Globals', section], `Value of '${section}' must be a dictionary`);
    } else {
      mergeSection(context, section, values, supported);
    }
  }
}

function mergeSection(context: SamContext, section: string, values: TreeMap, supported: readonly string[]): void {
  for (const name of Object.keys(values)) {
    if (supported.includes(name)) continue;
    refuse(
      context,
      ['Globals', section, name],
      `'${name}' is not a supported property of '${section}'. ${mustBeOneOf(supported)}`,
    );
  }
  for (const resource of Object.values(context.resources)) {
    if (!isMap(resource) || resource['Type'] !== `AWS::Serverless::${section}`) continue;
    resource['Properties'] = merged(values, resource['Properties'] ?? {});
  }
}

function merged(global: Tree, local: Tree): Tree {
  if (isList(global) && isList(local)) return [...clone(global), ...local];
  if (!isPlainMap(global) || !isPlainMap(local)) return local;
  const result: TreeMap = clone(global);
  for (const [name, value] of Object.entries(local)) {
    const inherited = global[name];
    result[name] = inherited === undefined ? value : merged(inherited, value);
  }
  return result;
}

function isPlainMap(value: Tree): value is TreeMap {
  return isMap(value) && !isIntrinsic(value);
}

function mustBeOneOf(names: readonly string[]): string {
  return `Must be one of the following values - [${names.map((name) => `'${name}'`).join(', ')}]`;
}

function refuse(context: SamContext, path: readonly string[], message: string): void {
  context.notices.push({
    kind: 'error',
    message: `'Globals' section is invalid. ${message}`,
    place: placeOf(context, path),
  });
}
