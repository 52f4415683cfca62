import { didYouMean } from '../../nearest-name.ts';
import { checkEventProperties } from '../check-properties.ts';
import type { EventExpander, EventTarget, SamEvent } from '../events/event.ts';
import { FUNCTION_EVENTS } from '../events/index.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { s3Location } from '../local-file.ts';
import { FUNCTION_EVENT_PROPERTIES } from '../property-names.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource, tagList } from '../sam-context.ts';
import { InvalidSamEvent, InvalidSamResource } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isMap, mapAt, pick, present } from '../tree.ts';
import { addEventInvokeConfig } from './event-invoke-config.ts';
import { addFunctionRole, functionRoleOf } from './function-role.ts';
import { addFunctionUrl } from './function-url.ts';
import { isTraced } from './tracing.ts';
import { addVersionAndAlias } from './version-and-alias.ts';

const PASSED_ON = [
  'Architectures',
  'CodeSigningConfigArn',
  'Description',
  'DurableConfig',
  'Environment',
  'EphemeralStorage',
  'FileSystemConfigs',
  'FunctionName',
  'FunctionScalingConfig',
  'Handler',
  'ImageConfig',
  'KmsKeyArn',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'PackageType',
  'PublishToLatestPublished',
  'RecursiveLoop',
  'ReservedConcurrentExecutions',
  'Runtime',
  'RuntimeManagementConfig',
  'SnapStart',
  'TenancyConfig',
  'Timeout',
  'VpcConfig',
];

/** `AWS::Serverless::Function`: the function, its role, its version and alias, and what its events need. */
export function expandFunction(context: SamContext, fn: SamResource): void {
  const { properties } = fn;
  checkPackage(properties);
  const lambdaProperties = functionProperties(context, properties);
  const alias = addVersionAndAlias(context, fn, lambdaProperties);
  addResource(
    context,
    fn,
    fn.id,
    'AWS::Lambda::Function',
    { ...lambdaProperties, Role: functionRoleOf(fn) },
    { ...fn.ownAttributes, ...fn.attributes },
  );
  const target: EventTarget = {
    resource: fn,
    name: ref(alias ?? fn.id),
    arn: alias ? ref(alias) : getAtt(fn.id, 'Arn'),
    uriName: alias ?? `${fn.id}.Arn`,
    role: { managed: new Set(), inline: [] },
  };
  addEventInvokeConfig(context, target, alias);
  addFunctionUrl(context, fn, alias);
  addEvents(context, target);
  addFunctionRole(context, fn, target.role);
}

function functionProperties(context: SamContext, properties: TreeMap): TreeMap {
  const tracing = properties['Tracing'];
  const dlq = properties['DeadLetterQueue'];
  if (isMap(dlq)) checkDeadLetterQueue(dlq);
  return present({
    ...pick(properties, PASSED_ON),
    Code: code(properties),
    CapacityProviderConfig: capacityProvider(mapAt(properties, 'CapacityProviderConfig')),
    DeadLetterConfig: isMap(dlq) ? { TargetArn: dlq['TargetArn'] ?? '' } : undefined,
    Tags: tagList(properties['Tags'], { 'lambda:createdBy': 'SAM' }),
    TracingConfig: isTraced(context, properties) ? { Mode: tracing ?? '' } : undefined,
  });
}

function capacityProvider(config: TreeMap): TreeMap | undefined {
  if (Object.keys(config).length === 0) return undefined;
  return {
    LambdaManagedInstancesCapacityProviderConfig: present({
      CapacityProviderArn: config['Arn'],
      PerExecutionEnvironmentMaxConcurrency: config['PerExecutionEnvironmentMaxConcurrency'],
      ExecutionEnvironmentMemoryGiBPerVCpu: config['ExecutionEnvironmentMemoryGiBPerVCpu'],
    }),
  };
}

/** `InlineCode` wins over `CodeUri`. A local `CodeUri` stays the path it is, as `aws cloudformation package` takes it. */
function code(properties: TreeMap): Tree {
  const { InlineCode: inline, CodeUri: uri, ImageUri: image, SourceKMSKeyArn: key } = properties;
  if (inline !== undefined && inline !== null) return { ZipFile: inline };
  if (properties['PackageType'] === 'Image') return present({ ImageUri: image });
  const location = s3Location(uri);
  if (location) {
    return present({
      S3Bucket: location['Bucket'],
      S3Key: location['Key'],
      S3ObjectVersion: location['Version'],
      SourceKMSKeyArn: key,
    });
  }
  if (isMap(uri))
    throw new InvalidSamResource("'CodeUri' requires Bucket and Key properties to be specified.", ['CodeUri']);
  return uri ?? '.';
}

function checkPackage(properties: TreeMap): void {
  const { PackageType: type, Runtime: runtime, Handler: handler } = properties;
  if (type === undefined || type === 'Zip') {
    if (!runtime || !handler) {
      throw new InvalidSamResource('Runtime and Handler needs to be present when PackageType is of type `Zip`');
    }
    if (properties['ImageUri'] || properties['ImageConfig']) {
      throw new InvalidSamResource('ImageUri or ImageConfig cannot be present when PackageType is of type `Zip`');
    }
  } else if (type === 'Image') {
    if (runtime || handler || properties['Layers']) {
      throw new InvalidSamResource('Runtime, Handler, Layers cannot be present when PackageType is of type `Image`');
    }
  } else if (!isMap(type)) {
    throw new InvalidSamResource(`PackageType needs to be \`Zip\` or \`Image\``, ['PackageType']);
  }
}

function checkDeadLetterQueue(queue: TreeMap): void {
  if (!queue['TargetArn'] || !queue['Type']) {
    throw new InvalidSamResource("'DeadLetterQueue' requires Type and TargetArn properties to be specified.", [
      'DeadLetterQueue',
    ]);
  }
  if (!['SQS', 'SNS'].includes(String(queue['Type']))) {
    throw new InvalidSamResource("'DeadLetterQueue' requires Type of SQS or SNS.", ['DeadLetterQueue', 'Type']);
  }
}

function addEvents(context: SamContext, target: EventTarget): void {
  const { id, properties } = target.resource;
  const events = properties['Events'];
  if (events === undefined || events === null) return;
  if (!isMap(events)) throw new InvalidSamResource("Type of property 'Events' is invalid.", ['Events']);
  for (const [eventId, value] of Object.entries(events)) {
    const [event, expand] = eventOf(id, eventId, value);
    expand(context, event, target);
  }
}

function eventOf(functionId: string, eventId: string, value: Tree): readonly [SamEvent, EventExpander] {
  const type = isMap(value) ? value['Type'] : undefined;
  const expand = typeof type === 'string' ? FUNCTION_EVENTS[type] : undefined;
  if (typeof type !== 'string' || !expand) {
    throw new InvalidSamEvent(
      eventId,
      `Resource dict has missing or invalid value for key Type. Event Type is: ${String(type)}.`,
      ['Type'],
      didYouMean(String(type), Object.keys(FUNCTION_EVENTS)),
    );
  }
  const event = { id: eventId, type, properties: mapAt(value, 'Properties'), logicalId: functionId + eventId };
  checkEventProperties(FUNCTION_EVENT_PROPERTIES, eventId, type, event.properties);
  return [event, expand];
}
