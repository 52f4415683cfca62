import { allConditions, negatedCondition } from '../conditions.ts';
import type { EventTarget } from '../events/event.ts';
import { allow, inlinePolicy } from '../events/event.ts';
import { getAtt, ifParts, isNoValue, ref } from '../intrinsics.ts';
import { dataHash } from '../logical-id.ts';
import type { SamContext } from '../sam-context.ts';
import { addResource, resolved } from '../sam-context.ts';
import { InvalidSamResource } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isMap, mapAt, pick } from '../tree.ts';

const ACTIONS: Readonly<Record<string, string>> = {
  EventBridge: 'events:PutEvents',
  Lambda: 'lambda:InvokeFunction',
  S3Bucket: 's3:PutObject',
  SNS: 'sns:publish',
  SQS: 'sqs:SendMessage',
};
const MADE_BY_SAM = ['SQS', 'SNS'];

/** What becomes of asynchronous invocations, with the queues and topics that SAM makes for destinations left out. */
export function addEventInvokeConfig(context: SamContext, target: EventTarget, aliasId: string | undefined): void {
  const fn = target.resource;
  const config = resolved(context, fn.properties['EventInvokeConfig']);
  if (!isMap(config)) return;
  const id = `${fn.id}EventInvokeConfig`;
  const destinations: TreeMap = {};
  for (const name of ['OnSuccess', 'OnFailure']) {
    const settings = mapAt(config, 'DestinationConfig')[name];
    if (isMap(settings)) destinations[name] = { Destination: destination(context, target, id, name, settings) };
  }
  addResource(
    context,
    fn,
    id,
    'AWS::Lambda::EventInvokeConfig',
    {
      FunctionName: ref(fn.id),
      Qualifier: aliasId ? (mapAt(mapAt(context.generated, aliasId), 'Properties')['Name'] ?? '') : '$LATEST',
      DestinationConfig: Object.keys(destinations).length > 0 ? destinations : undefined,
      ...pick(config, ['MaximumEventAgeInSeconds', 'MaximumRetryAttempts']),
    },
    { ...(aliasId ? { DependsOn: [aliasId] } : {}), ...fn.attributes },
  );
}

function destination(
  context: SamContext,
  target: EventTarget,
  configId: string,
  name: string,
  settings: TreeMap,
): Tree {
  const type = String(settings['Type']);
  const at = ['EventInvokeConfig', 'DestinationConfig', name];
  const action = ACTIONS[type];
  if (!action) {
    throw new InvalidSamResource(`'Type: ${type}' must be one of [${Object.keys(ACTIONS).join(', ')}]`, at);
  }
  const given = settings['Destination'];
  const needed = conditionForMissing(context, given, configId);
  let arn: Tree | undefined = given;
  if (given === undefined || needed) {
    if (!MADE_BY_SAM.includes(type)) {
      throw new InvalidSamResource(`Destination is required if Type is not [${MADE_BY_SAM.join(', ')}]`, at);
    }
    const made = makeDestination(context, target, `${configId}${name}`, type, needed?.condition);
    arn = needed ? { 'Fn::If': [needed.condition, made, needed.otherwise] } : made;
  }
  const policyArn = structuredClone(arn ?? '');
  target.role.inline.push(inlinePolicy(`${configId}${name}${type}Policy`, [allow(action, policyArn)]));
  return arn ?? '';
}

function makeDestination(
  context: SamContext,
  target: EventTarget,
  prefix: string,
  type: string,
  condition: string | undefined,
): Tree {
  const id = type === 'SQS' ? `${prefix}Queue` : `${prefix}Topic`;
  const { attributes } = target.resource;
  const own = attributes['Condition'];
  let both: Tree | undefined = condition ?? own;
  if (condition !== undefined && typeof own === 'string') {
    const name = `${own}AND${condition}`;
    both = allConditions(context.conditions, name + dataHash(target.resource.id).slice(0, 10), [own, condition]);
  }
  addResource(
    context,
    target.resource,
    id,
    type === 'SQS' ? 'AWS::SQS::Queue' : 'AWS::SNS::Topic',
    {},
    both === undefined ? attributes : { ...attributes, Condition: both },
  );
  return type === 'SQS' ? getAtt(id, 'Arn') : ref(id);
}

/** The condition under which the user's `Fn::If` leaves the destination out, and what stands there otherwise. */
function conditionForMissing(context: SamContext, value: Tree | undefined, configId: string) {
  const parts = ifParts(value);
  if (!parts) return undefined;
  const [condition, then, otherwise] = parts;
  if (typeof condition !== 'string') return undefined;
  if (isNoValue(then)) return { condition, otherwise };
  if (!isNoValue(otherwise)) return undefined;
  const name = `NOT${condition}${dataHash(configId).slice(0, 10)}`;
  return { condition: negatedCondition(context.conditions, name, condition), otherwise: then };
}
