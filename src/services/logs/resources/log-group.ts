import type { ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { ServiceError } from '../../../aws/service-error.ts';
import { createLogGroup } from '../create-log-group.ts';
import { deleteLogGroup } from '../delete-log-group.ts';
import { changeGroup, checkedRetention, groupArn } from '../log-group.ts';
import type { LogsState } from '../state.ts';

interface LogGroupProperties {
  readonly LogGroupName?: string;
  readonly RetentionInDays?: number | string;
  readonly LogGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';
  readonly KmsKeyId?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly DeletionProtectionEnabled?: boolean;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
export const logGroup: ResourceType<LogsState, LogGroupProperties> = {
  type: 'AWS::Logs::LogGroup',
  honoured: {
    LogGroupName: true,
    RetentionInDays: true,
    Tags: true,
    DeletionProtectionEnabled: true,
    LogGroupClass: 'kept and described; every group behaves as STANDARD',
    KmsKeyId: 'kept and described; events are not encrypted',
  },

  async create(properties, call) {
    const name = properties.LogGroupName ?? call.physicalName(512);
    await createLogGroup(
      {
        logGroupName: name,
        tags: tagsOf(properties),
        ...(properties.LogGroupClass !== undefined && { logGroupClass: properties.LogGroupClass }),
        ...(properties.KmsKeyId !== undefined && { kmsKeyId: properties.KmsKeyId }),
        ...(properties.DeletionProtectionEnabled && { deletionProtectionEnabled: true }),
      },
      call,
    );
    await applyRetention(name, properties, call);
    return deployed(name, call);
  },

  async update(physicalId, properties, previous, call) {
    if (properties.LogGroupName !== previous.LogGroupName || properties.LogGroupClass !== previous.LogGroupClass) {
      return 'replace';
    }
    await applyRetention(physicalId, properties, call);
    await changeGroup(physicalId, call, ({ kmsKeyId: _key, deletionProtection: _protection, ...group }) => ({
      ...group,
      tags: tagsOf(properties),
      ...(properties.KmsKeyId !== undefined && { kmsKeyId: properties.KmsKeyId }),
      ...(properties.DeletionProtectionEnabled && { deletionProtection: true }),
    }));
    return deployed(physicalId, call);
  },

  async delete(physicalId, _properties, call) {
    try {
      await deleteLogGroup({ logGroupName: physicalId }, call);
    } catch (error) {
      if (!(error instanceof ServiceError && error.code === 'ResourceNotFoundException')) throw error;
    }
  },
};

const tagsOf = ({ Tags = [] }: LogGroupProperties) =>
  Object.fromEntries(Tags.map(({ Key, Value }) => [Key, String(Value)]));

const deployed = (name: string, call: ResourceContext<LogsState>) => ({
  physicalId: name,
  attributes: { Arn: `${groupArn(name, call)}:*` },
});

async function applyRetention(
  name: string,
  { RetentionInDays }: LogGroupProperties,
  call: ResourceContext<LogsState>,
): Promise<void> {
  const retentionInDays = RetentionInDays === undefined ? undefined : checkedRetention(Number(RetentionInDays));
  await changeGroup(name, call, ({ retentionInDays: _, ...group }) => ({
    ...group,
    ...(retentionInDays !== undefined && { retentionInDays }),
  }));
}
