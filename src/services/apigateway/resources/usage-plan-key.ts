import type { ResourceType } from '../../../aws/resource-type.ts';
import { createUsagePlanKey } from '../create-usage-plan-key.ts';
import { deleteUsagePlanKey } from '../delete-usage-plan-key.ts';
import type { ApigatewayState } from '../state.ts';
import { deleted } from './coerce.ts';

interface Properties {
  readonly KeyId: string;
  readonly KeyType: string;
  readonly UsagePlanId: string;
}

export const usagePlanKeyResource: ResourceType<ApigatewayState, Properties> = {
  type: 'AWS::ApiGateway::UsagePlanKey',
  honoured: { KeyId: true, KeyType: true, UsagePlanId: true },

  async create({ KeyId, KeyType, UsagePlanId }, call) {
    await createUsagePlanKey({ usagePlanId: UsagePlanId, keyId: KeyId, keyType: KeyType }, call);
    const id = `${KeyId}:${UsagePlanId}`;
    return { physicalId: id, attributes: { Id: id } };
  },

  async update() {
    return 'replace';
  },

  delete: (_physicalId, { KeyId, UsagePlanId }, call) =>
    deleted(deleteUsagePlanKey({ usagePlanId: UsagePlanId, keyId: KeyId }, call)),
};
