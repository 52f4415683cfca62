import { isDeepStrictEqual } from 'node:util';
import type { UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { DeployedResource, ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import type { CallContext } from '../../../aws/service.ts';
import { ServiceError } from '../../../aws/service-error.ts';
import { createTable } from '../create-table.ts';
import { deleteTable } from '../delete-table.ts';
import type { DynamodbState } from '../state.ts';
import { tagResource } from '../tag-resource.ts';
import { untagResource } from '../untag-resource.ts';
import { updateContinuousBackups } from '../update-continuous-backups.ts';
import { updateTable } from '../update-table.ts';
import { changeTimeToLive } from '../update-time-to-live.ts';
import { updateAttachments } from './table-attachments.ts';
import {
  capacityOf,
  createInput,
  globalIndex,
  isTrue,
  settingsOf,
  type TableProperties,
  tagsOf,
} from './table-properties.ts';

const INSIGHTS = 'is kept and described; nothing is counted';
const MAX_NAME = 255;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html */
export const table: ResourceType<DynamodbState, TableProperties> = {
  type: 'AWS::DynamoDB::Table',
  honoured: {
    TableName: true,
    AttributeDefinitions: true,
    KeySchema: true,
    BillingMode: true,
    ProvisionedThroughput: true,
    OnDemandThroughput: true,
    WarmThroughput: true,
    GlobalSecondaryIndexes: {
      IndexName: true,
      KeySchema: true,
      Projection: true,
      ProvisionedThroughput: true,
      OnDemandThroughput: true,
      WarmThroughput: true,
      ContributorInsightsSpecification: INSIGHTS,
    },
    LocalSecondaryIndexes: true,
    StreamSpecification: {
      StreamViewType: true,
      ResourcePolicy: true,
      Tags: 'is not kept yet',
    },
    SSESpecification: 'is kept and described; the data on this machine is not encrypted',
    TimeToLiveSpecification: true,
    PointInTimeRecoverySpecification: true,
    DeletionProtectionEnabled: true,
    TableClass: true,
    Tags: true,
    ContributorInsightsSpecification: INSIGHTS,
    KinesisStreamSpecification: 'is not honoured: nothing is sent to Kinesis',
    ImportSourceSpecification: 'is not honoured: the table begins empty',
    ResourcePolicy: true,
    VectorIndexes: 'is not honoured: there are no vector indexes',
  },

  async create(properties, call) {
    const name = properties.TableName ?? call.physicalName(MAX_NAME);
    await createTable(createInput(name, properties), call);
    const { TimeToLiveSpecification: timeToLive, PointInTimeRecoverySpecification: recovery } = properties;
    if (timeToLive && isTrue(timeToLive['Enabled'])) await setTimeToLive(name, timeToLive, true, call);
    if (recovery) await setRecovery(name, recovery, call);
    await updateAttachments(name, properties, {}, call);
    return deployed(name, call);
  },

  async update(name, properties, previous, call) {
    if (needsReplacement(properties, previous)) return 'replace';
    await updateSettings(name, properties, previous, call);
    await updateIndexes(name, properties, previous, call);
    await updateTimes(name, properties, previous, call);
    await updateTags(name, properties, previous, call);
    await updateAttachments(name, properties, previous, call);
    return deployed(name, call);
  },

  async delete(name, _properties, call) {
    try {
      await deleteTable({ TableName: name }, call);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'ResourceNotFoundException') throw error;
    }
  },
};

async function deployed(name: string, call: ResourceContext<DynamodbState>): Promise<DeployedResource> {
  const { arn, record } = await call.state.tables.get(call, name);
  return {
    physicalId: name,
    attributes: {
      Arn: arn,
      ...(record.stream === undefined ? {} : { StreamArn: `${arn}/stream/${record.stream.label}` }),
    },
  };
}

function needsReplacement(properties: TableProperties, previous: TableProperties): boolean {
  const fixed = ['TableName', 'KeySchema', 'LocalSecondaryIndexes', 'ImportSourceSpecification'] as const;
  if (fixed.some((name) => !isDeepStrictEqual(properties[name], previous[name]))) return true;
  const before = new Map(previous.AttributeDefinitions?.map((one) => [one.AttributeName, one.AttributeType]));
  return (properties.AttributeDefinitions ?? []).some(({ AttributeName, AttributeType }) => {
    const type = before.get(AttributeName);
    return type !== undefined && type !== AttributeType;
  });
}

async function updateSettings(
  name: string,
  properties: TableProperties,
  previous: TableProperties,
  call: CallContext<DynamodbState>,
): Promise<void> {
  const after = settingsOf(properties) as Record<string, unknown>;
  const before = settingsOf(previous) as Record<string, unknown>;
  const changed = Object.fromEntries(
    Object.entries(after).filter(([setting, value]) => !isDeepStrictEqual(value, before[setting])),
  );
  const dropped = (setting: string) => before[setting] !== undefined && after[setting] === undefined;
  if (dropped('StreamSpecification')) changed['StreamSpecification'] = { StreamEnabled: false };
  if (dropped('SSESpecification')) changed['SSESpecification'] = { Enabled: false };
  if (dropped('DeletionProtectionEnabled')) changed['DeletionProtectionEnabled'] = false;
  if (dropped('BillingMode') && before['BillingMode'] === 'PAY_PER_REQUEST') changed['BillingMode'] = 'PROVISIONED';
  if (changed['BillingMode'] === 'PROVISIONED') changed['ProvisionedThroughput'] = after['ProvisionedThroughput'];

  // A stream that shows something else is another stream.
  if (before['StreamSpecification'] !== undefined && properties.StreamSpecification && changed['StreamSpecification']) {
    await updateTable({ TableName: name, StreamSpecification: { StreamEnabled: false } }, call);
  }
  if (Object.keys(changed).length > 0) {
    await updateTable({ TableName: name, ...changed } as UpdateTableCommandInput, call);
  }
}

async function updateIndexes(
  name: string,
  properties: TableProperties,
  previous: TableProperties,
  call: CallContext<DynamodbState>,
): Promise<void> {
  const definitions = properties.AttributeDefinitions as UpdateTableCommandInput['AttributeDefinitions'];
  const change = (update: object) =>
    updateTable({ TableName: name, AttributeDefinitions: definitions, GlobalSecondaryIndexUpdates: [update] }, call);
  const after = new Map((properties.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName, index]));
  const before = new Map((previous.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName, index]));
  for (const [indexName, old] of before) {
    const index = after.get(indexName);
    const same =
      index !== undefined &&
      isDeepStrictEqual(index.KeySchema, old.KeySchema) &&
      isDeepStrictEqual(index.Projection, old.Projection);
    if (!same) {
      await change({ Delete: { IndexName: indexName } });
      before.delete(indexName);
    } else if (!isDeepStrictEqual(capacityOf(index), capacityOf(old)) && index.ProvisionedThroughput) {
      await change({ Update: { IndexName: indexName, ...capacityOf(index) } });
    }
  }
  for (const [indexName, index] of after) {
    if (!before.has(indexName)) await change({ Create: globalIndex(index) });
  }
}

async function updateTimes(
  name: string,
  properties: TableProperties,
  previous: TableProperties,
  call: CallContext<DynamodbState>,
): Promise<void> {
  const enabled = (of: TableProperties) =>
    of.TimeToLiveSpecification && isTrue(of.TimeToLiveSpecification['Enabled'])
      ? of.TimeToLiveSpecification
      : undefined;
  const [timeToLive, earlier] = [enabled(properties), enabled(previous)];
  if (!isDeepStrictEqual(timeToLive, earlier)) {
    if (earlier) await setTimeToLive(name, earlier, false, call);
    if (timeToLive) await setTimeToLive(name, timeToLive, true, call);
  }
  const { PointInTimeRecoverySpecification: recovery } = properties;
  if (!isDeepStrictEqual(recovery, previous.PointInTimeRecoverySpecification)) {
    await setRecovery(name, recovery ?? { PointInTimeRecoveryEnabled: false }, call);
  }
}

const setTimeToLive = (
  name: string,
  { AttributeName }: Readonly<Record<string, unknown>>,
  enabled: boolean,
  call: CallContext<DynamodbState>,
): Promise<void> => changeTimeToLive(name, { enabled, attribute: String(AttributeName ?? '') }, call);

async function setRecovery(
  name: string,
  given: Readonly<Record<string, unknown>>,
  call: CallContext<DynamodbState>,
): Promise<void> {
  const days = given['RecoveryPeriodInDays'];
  await updateContinuousBackups(
    {
      TableName: name,
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: isTrue(given['PointInTimeRecoveryEnabled']),
        ...(days === undefined ? {} : { RecoveryPeriodInDays: Number(days) }),
      },
    },
    call,
  );
}

async function updateTags(
  name: string,
  properties: TableProperties,
  previous: TableProperties,
  call: CallContext<DynamodbState>,
): Promise<void> {
  const [after, before] = [tagsOf(properties), tagsOf(previous)];
  if (isDeepStrictEqual(after, before)) return;
  const { arn } = await call.state.tables.get(call, name);
  const kept = new Set(after.map((tag) => tag.Key));
  const removed = before.map((tag) => tag.Key).filter((key) => !kept.has(key));
  if (removed.length > 0) await untagResource({ ResourceArn: arn, TagKeys: removed }, call);
  if (after.length > 0) await tagResource({ ResourceArn: arn, Tags: after }, call);
}
