import { onlyIf, ref, referredId } from '../intrinsics.ts';
import { InvalidSamEvent } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { ensureMap, isMap, listOf, present } from '../tree.ts';
import type { EventExpander } from './event.ts';
import { addPermission } from './event.ts';

/** `S3`: a notification of a bucket of the same template, and the permission that the bucket then waits for. */
export const expandS3: EventExpander = (context, event, target) => {
  const bucketId = isMap(event.properties['Bucket']) ? referredId(event.properties['Bucket']) : undefined;
  const bucket = bucketId === undefined ? undefined : context.resources[bucketId];
  if (!isMap(bucket) || bucket['Type'] !== 'AWS::S3::Bucket') {
    throw new InvalidSamEvent(event.id, 'S3 events must reference an S3 bucket in the same template.', [
      'Properties',
      'Bucket',
    ]);
  }
  const permissionId = `${event.logicalId}Permission`;
  const condition = target.resource.attributes['Condition'];
  addPermission(context, target, permissionId, 's3.amazonaws.com', { SourceAccount: ref('AWS::AccountId') });
  dependOn(bucket, permissionId, condition);

  const notifications = ensureMap(ensureMap(bucket, 'Properties'), 'NotificationConfiguration');
  const added = listOf(event.properties['Events']).map((name) =>
    onlyIf(
      condition,
      present({
        Event: name,
        Function: structuredClone(target.arn),
        Filter: event.properties['Filter'] === undefined ? undefined : structuredClone(event.properties['Filter']),
      }),
    ),
  );
  notifications['LambdaConfigurations'] = [...listOf(notifications['LambdaConfigurations']), ...added];
};

/** `DependsOn` cannot be conditional, so a conditional function is depended on through a tag, as AWS's transform does. */
function dependOn(bucket: TreeMap, permissionId: string, condition: Tree | undefined): void {
  if (typeof condition !== 'string') {
    const others = listOf(bucket['DependsOn']).filter((id) => id !== permissionId);
    bucket['DependsOn'] = [...others, permissionId];
    return;
  }
  const properties = ensureMap(bucket, 'Properties');
  properties['Tags'] = [
    ...listOf(properties['Tags']),
    {
      Key: `sam:ConditionalDependsOn:${permissionId}`,
      Value: { 'Fn::If': [condition, ref(permissionId), 'no dependency'] },
    },
  ];
}
