import type { QuotaPeriodType } from '@aws-sdk/client-api-gateway';
import type { ResourceType } from '../../../aws/resource-type.ts';
import { checkPlan, checkSoleKeys } from '../check-plan.ts';
import { createUsagePlan } from '../create-usage-plan.ts';
import { dropPlan } from '../delete-usage-plan.ts';
import { editPlan, readPlan } from '../edit-plan.ts';
import type { ApigatewayState } from '../state.ts';
import type { UsagePlanRecord } from '../usage-records.ts';
import { numberOf, present, tagsOf } from './coerce.ts';

interface Limit {
  readonly RateLimit?: unknown;
  readonly BurstLimit?: unknown;
}

interface Properties {
  readonly UsagePlanName?: string;
  readonly Description?: string;
  readonly ApiStages?: readonly {
    readonly ApiId?: string;
    readonly Stage?: string;
    readonly Throttle?: Readonly<Record<string, Limit>>;
  }[];
  readonly Throttle?: Limit;
  readonly Quota?: { readonly Limit?: unknown; readonly Period?: string; readonly Offset?: unknown };
  readonly Tags?: readonly { readonly Key: string; readonly Value: unknown }[];
}

export const usagePlanResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::UsagePlan',
  honoured: {
    UsagePlanName: true,
    Description: true,
    ApiStages: true,
    Throttle: { RateLimit: true, BurstLimit: true },
    Quota: { Limit: true, Period: true, Offset: true },
    Tags: true,
  },

  async create(properties, call) {
    const name = properties.UsagePlanName ?? call.physicalName(128);
    const { id = '' } = await createUsagePlan({ name, ...membersOf(properties) }, call);
    return deployed(id);
  },

  async update(physicalId, properties, _previous, call) {
    const before = await readPlan(call, physicalId);
    const { id, keyIds, createdAt, productCode } = before;
    const plan: UsagePlanRecord = {
      id,
      name: properties.UsagePlanName ?? before.name,
      ...membersOf(properties),
      keyIds,
      createdAt,
      ...(productCode === undefined ? {} : { productCode }),
    };
    await checkPlan(plan, call);
    await checkSoleKeys(plan, keyIds, call);
    await editPlan(call, physicalId, (current) => ({ ...plan, keyIds: current.keyIds }));
    return deployed(physicalId);
  },

  // CloudFormation takes the stages out first.
  delete: (physicalId, _properties, call) => dropPlan(physicalId, call),
};

const deployed = (id: string) => ({ physicalId: id, attributes: { Id: id } });

function membersOf(properties: Properties) {
  const { Quota: quota } = properties;
  return present({
    description: properties.Description,
    apiStages: (properties.ApiStages ?? []).map(({ ApiId = '', Stage = '', Throttle: methods }) => ({
      apiId: ApiId,
      stage: Stage,
      ...(methods === undefined
        ? {}
        : { throttle: Object.fromEntries(Object.entries(methods).map(([method, limit]) => [method, limitOf(limit)])) }),
    })),
    throttle: properties.Throttle && limitOf(properties.Throttle),
    quota:
      quota &&
      present({
        limit: numberOf(quota.Limit),
        period: quota.Period as QuotaPeriodType | undefined,
        offset: numberOf(quota.Offset) ?? 0,
      }),
    tags: tagsOf(properties.Tags),
  });
}

function limitOf({ RateLimit, BurstLimit }: Limit) {
  return present({ rateLimit: numberOf(RateLimit), burstLimit: numberOf(BurstLimit) });
}
