import { isDeepStrictEqual } from 'node:util';
import type { AddPermissionCommandInput } from '@aws-sdk/client-lambda';
import type { ResourceType } from '../../../aws/resource-type.ts';
import { ServiceError } from '../../../aws/service-error.ts';
import { addPermission } from '../add-permission.ts';
import { removePermission } from '../remove-permission.ts';
import type { LambdaState } from '../state.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export type PermissionProperties = Omit<AddPermissionCommandInput, 'StatementId' | 'Qualifier' | 'RevisionId'>;

export const permissionResource: ResourceType<LambdaState, PermissionProperties> = {
  type: 'AWS::Lambda::Permission',
  honoured: {
    FunctionName: true,
    Action: true,
    Principal: true,
    SourceArn: true,
    SourceAccount: true,
    EventSourceToken: true,
    FunctionUrlAuthType: true,
    InvokedViaFunctionUrl: true,
    PrincipalOrgID: true,
  },

  async create(properties, call) {
    const StatementId = call.physicalName(100);
    await addPermission({ ...properties, StatementId }, call);
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },

  async update(physicalId, properties, previous) {
    if (!isDeepStrictEqual(properties, previous)) return 'replace';
    return { physicalId, attributes: { Id: physicalId } };
  },

  async delete(physicalId, { FunctionName }, call) {
    try {
      await removePermission({ FunctionName, StatementId: physicalId }, call);
    } catch (error) {
      if (!(error instanceof ServiceError && error.code === 'ResourceNotFoundException')) throw error;
    }
  },
};
