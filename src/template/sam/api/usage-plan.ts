import { combineConditions } from '../conditions.ts';
import { ref } from '../intrinsics.ts';
import type { SamContext, SamResource } from '../sam-context.ts';
import { addResource, nameProperty } from '../sam-context.ts';
import { InvalidSamResource } from '../sam-error.ts';
import type { Tree, TreeMap } from '../tree.ts';
import { isMap, listOf, pick } from '../tree.ts';

const SHARED_PREFIX = 'Serverless';
const SHARED_CONDITION = 'SharedUsagePlanCondition';

/** Makes the usage plan, the key and the bond between them that `Auth.UsagePlan` asks for. */
export function addUsagePlan(
  context: SamContext,
  api: SamResource,
  stageId: string,
  usagePlan: Tree | undefined,
  propagatedTags: Tree[] | undefined,
): void {
  if (!usagePlan) return;
  const at = ['Auth', 'UsagePlan'];
  if (!isMap(usagePlan)) throw new InvalidSamResource("'UsagePlan' must be a dictionary", at);
  const kind = usagePlan['CreateUsagePlan'];
  if (!kind) throw new InvalidSamResource("'CreateUsagePlan' is required field inside UsagePlan properties.", at);
  if (kind === 'NONE') return;
  if (kind !== 'PER_API' && kind !== 'SHARED') {
    throw new InvalidSamResource(
      "'CreateUsagePlan' accepts one of the following options: 'NONE', 'PER_API', 'SHARED'",
      at,
    );
  }
  if (kind === 'SHARED') context.sharedUsagePlanApis.push({ apiId: api.id, stageId, attributes: api.attributes });
  const prefix = kind === 'SHARED' ? SHARED_PREFIX : api.id;
  const apis = kind === 'SHARED' ? context.sharedUsagePlanApis : [{ apiId: api.id, stageId, attributes: {} }];
  const attributes = kind === 'SHARED' ? sharedAttributes(context) : api.attributes;
  const [plan, key, planKey] = [`${prefix}UsagePlan`, `${prefix}ApiKey`, `${prefix}UsagePlanKey`];

  const tags = [...listOf(usagePlan['Tags']), ...(propagatedTags ?? [])];
  addResource(
    context,
    api,
    plan,
    'AWS::ApiGateway::UsagePlan',
    {
      ApiStages: apis.map((one) => ({ ApiId: ref(one.apiId), Stage: ref(one.stageId) })),
      ...pick(usagePlan, ['UsagePlanName', 'Description', 'Throttle', 'Quota']),
      Tags: tags.length > 0 ? tags : undefined,
    },
    { DependsOn: apis.map((one) => one.apiId), ...attributes },
  );
  addResource(
    context,
    api,
    key,
    'AWS::ApiGateway::ApiKey',
    {
      Enabled: true,
      StageKeys: apis.map((one) => ({ RestApiId: ref(one.apiId), StageName: ref(one.stageId) })),
      Tags: propagatedTags && structuredClone(propagatedTags),
    },
    { DependsOn: [plan], ...attributes },
  );
  addResource(
    context,
    api,
    planKey,
    'AWS::ApiGateway::UsagePlanKey',
    { KeyId: ref(key), KeyType: 'API_KEY', UsagePlanId: ref(plan) },
    { DependsOn: [key], ...attributes },
  );
  nameProperty(context, api.id, 'UsagePlan', plan);
  nameProperty(context, api.id, 'ApiKey', key);
  nameProperty(context, api.id, 'UsagePlanKey', planKey);
}

/** The plan lives as long as any of its APIs: the widest policy wins, and the condition is that any of them exists. */
function sharedAttributes(context: SamContext): TreeMap {
  const all = context.sharedUsagePlanApis.map((api) => api.attributes);
  const attributes: TreeMap = {};
  for (const [name, order] of [
    ['DeletionPolicy', ['Retain', 'Delete']],
    ['UpdateReplacePolicy', ['Retain', 'Snapshot', 'Delete']],
  ] as const) {
    const strongest = order.find((policy) => all.some((one) => one[name] === policy));
    if (strongest) attributes[name] = strongest;
  }
  const conditions = all.map((one) => one['Condition']);
  delete context.conditions[SHARED_CONDITION];
  if (conditions.every((condition) => typeof condition === 'string')) {
    const name = combineConditions(context.conditions, SHARED_CONDITION, conditions);
    if (name) attributes['Condition'] = name;
  }
  return attributes;
}
