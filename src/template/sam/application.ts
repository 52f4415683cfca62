import { isIntrinsic } from './intrinsics.ts';
import type { SamContext, SamResource } from './sam-context.ts';
import { addResource, tagList } from './sam-context.ts';
import { InvalidSamResource } from './sam-error.ts';
import type { TreeMap } from './tree.ts';
import { isMap, pick } from './tree.ts';

/** `AWS::Serverless::Application`: a nested stack of a template file. */
export function expandApplication(context: SamContext, application: SamResource): void {
  const { properties } = application;
  const location = properties['Location'];
  const tags: TreeMap = { 'lambda:createdBy': 'SAM' };
  if (isMap(location) && !isIntrinsic(location)) {
    for (const name of ['ApplicationId', 'SemanticVersion']) {
      if (location[name] !== undefined) continue;
      throw new InvalidSamResource(`Resource is missing the required [${name}] property.`, ['Location']);
    }
    tags['serverlessrepo:applicationId'] = location['ApplicationId'] ?? '';
    tags['serverlessrepo:semanticVersion'] = location['SemanticVersion'] ?? '';
    context.notices.push({
      kind: 'notHonoured',
      message: `${application.id} (${application.type}): an application of the Serverless Application Repository cannot be fetched here.`,
      place: context.options.placeOf(['Resources', application.id, 'Properties', 'Location']),
    });
  }
  addResource(
    context,
    application,
    application.id,
    'AWS::CloudFormation::Stack',
    {
      TemplateURL: location,
      ...pick(properties, ['NotificationARNs', 'Parameters', 'TimeoutInMinutes']),
      Tags: tagList(properties['Tags'], tags),
    },
    { ...application.ownAttributes, ...application.attributes },
  );
}
