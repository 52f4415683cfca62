import type {
  ListTagsForResourceCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { access, requestTags } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import type { CloudwatchState, Tag } from './state.ts';

type Call = CallContext<CloudwatchState>;

export async function listTagsForResource({ ResourceARN }: ListTagsForResourceCommandInput, { state }: Call) {
  // AWS has no tags of an alarm that is not there, but does not refuse.
  const alarm = await state.alarms.get(alarmName(ResourceARN));
  return { Tags: alarm?.tags ?? [] };
}

listTagsForResource.access = access<CloudwatchState, ListTagsForResourceCommandInput>(
  'cloudwatch:ListTagsForResource',
  (input) => String(input.ResourceARN ?? ''),
);

export async function tagResource({ ResourceARN, Tags }: TagResourceCommandInput, call: Call): Promise<object> {
  const added = (Tags ?? []) as readonly Tag[];
  return changeTags(ResourceARN, call, (tags) => [
    ...tags.filter(({ Key }) => !added.some((tag) => tag.Key === Key)),
    ...added,
  ]);
}

tagResource.access = access<CloudwatchState, TagResourceCommandInput>('cloudwatch:TagResource', (input) => ({
  resource: String(input.ResourceARN ?? ''),
  context: () => requestTags(Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [String(Key), Value]))),
}));

export async function untagResource(
  { ResourceARN, TagKeys = [] }: UntagResourceCommandInput,
  call: Call,
): Promise<object> {
  return changeTags(ResourceARN, call, (tags) => tags.filter(({ Key }) => !TagKeys.includes(Key)));
}

untagResource.access = access<CloudwatchState, UntagResourceCommandInput>('cloudwatch:UntagResource', (input) => ({
  resource: String(input.ResourceARN ?? ''),
  context: () => ({ 'aws:TagKeys': (input.TagKeys ?? []).map(String) }),
}));

function changeTags(
  arn: string | undefined,
  { state }: Call,
  change: (tags: readonly Tag[]) => readonly Tag[],
): Promise<object> {
  return state.alarms.update(alarmName(arn), (alarm) => {
    if (alarm === undefined) throw unknownAlarm(arn);
    return { value: { ...alarm, tags: change(alarm.tags) }, result: {} };
  });
}

const alarmName = (arn = '') => arn.slice(arn.indexOf(':alarm:') + 7);

const unknownAlarm = (arn = '') =>
  new ServiceError('ResourceNotFoundException', 'Unknown', 404, {
    ResourceType: 'AWS::CloudWatch::Alarm',
    ResourceId: arn,
  });
