import type { DeployedResource, ResourceContext, ResourceType } from '../../../aws/resource-type.ts';
import { UserError } from '../../../std/user-error.ts';
import type { DynamodbState } from '../state.ts';
import { type GlobalTableProperties, replicaIn, tableInRegion } from './global-table-properties.ts';
import { table } from './table.ts';

const SCALING = {
  MinCapacity: true,
  SeedCapacity: true,
  MaxCapacity: 'is not reached: nothing scales, the capacity stays at its seed or minimum',
  TargetTrackingScalingPolicyConfiguration: 'is not honoured: nothing scales',
} as const;
const INSIGHTS = 'is kept and described; nothing is counted';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html */
export const globalTable: ResourceType<DynamodbState, GlobalTableProperties> = {
  type: 'AWS::DynamoDB::GlobalTable',
  honoured: {
    TableName: true,
    AttributeDefinitions: true,
    KeySchema: true,
    BillingMode: true,
    GlobalSecondaryIndexes: {
      IndexName: true,
      KeySchema: true,
      Projection: true,
      WarmThroughput: true,
      WriteOnDemandThroughputSettings: table.honoured['OnDemandThroughput'] ?? true,
      WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: SCALING },
    },
    LocalSecondaryIndexes: true,
    Replicas: {
      Region: true,
      PointInTimeRecoverySpecification: true,
      DeletionProtectionEnabled: true,
      TableClass: true,
      Tags: true,
      SSESpecification: table.honoured['SSESpecification'] ?? true,
      ContributorInsightsSpecification: INSIGHTS,
      GlobalSecondaryIndexes: {
        IndexName: true,
        ContributorInsightsSpecification: INSIGHTS,
        ReadOnDemandThroughputSettings: table.honoured['OnDemandThroughput'] ?? true,
        ReadProvisionedThroughputSettings: { ReadCapacityUnits: true, ReadCapacityAutoScalingSettings: SCALING },
      },
      ReadOnDemandThroughputSettings: table.honoured['OnDemandThroughput'] ?? true,
      ReadProvisionedThroughputSettings: { ReadCapacityUnits: true, ReadCapacityAutoScalingSettings: SCALING },
      KinesisStreamSpecification: 'is not honoured: nothing is sent to Kinesis',
      ResourcePolicy: true,
      ReplicaStreamSpecification: 'is not honoured: the stream has no policy',
    },
    SSESpecification: table.honoured['SSESpecification'] ?? true,
    StreamSpecification: table.honoured['StreamSpecification'] ?? true,
    TimeToLiveSpecification: table.honoured['TimeToLiveSpecification'] ?? true,
    WarmThroughput: true,
    WriteOnDemandThroughputSettings: table.honoured['OnDemandThroughput'] ?? true,
    WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: SCALING },
    MultiRegionConsistency: 'says nothing here: there is one replica',
    GlobalTableWitnesses: 'is not honoured: there is one region',
  },

  unhonoured({ Replicas: replicas }) {
    if (!Array.isArray(replicas) || replicas.length < 2) return [];
    const regions = replicas.map(({ Region: region }) => (typeof region === 'string' ? region : '?')).join(', ');
    return [`Replicas: of the replicas in ${regions} there is only that of the region samlet runs as`];
  },

  async create(properties, call) {
    requireReplica(properties, call);
    return withTableId(await table.create(tableInRegion(properties, call.region), call), call);
  },

  async update(physicalId, properties, previous, call) {
    requireReplica(properties, call);
    const [after, before] = [properties, previous].map((each) => tableInRegion(each, call.region));
    if (after === undefined || before === undefined) throw new Error('two versions of properties are two tables');
    const updated = await table.update(physicalId, after, before, call);
    return updated === 'replace' ? updated : withTableId(updated, call);
  },

  delete: (physicalId, properties, call) => table.delete(physicalId, tableInRegion(properties, call.region), call),
};

function requireReplica(properties: GlobalTableProperties, call: ResourceContext<DynamodbState>): void {
  if (replicaIn(properties, call.region) !== undefined) return;
  throw new UserError(
    'SAMLET_NO_LOCAL_REPLICA',
    `The global table ${call.logicalId} has no replica in ${call.region}, the region that samlet runs as`,
    { hint: `Add { Region: ${call.region} } to its Replicas, or run samlet with one of their regions.` },
  );
}

async function withTableId(
  deployed: DeployedResource,
  call: ResourceContext<DynamodbState>,
): Promise<DeployedResource> {
  const { record } = await call.state.tables.get(call, deployed.physicalId);
  return { ...deployed, attributes: { ...deployed.attributes, TableId: record.tableId } };
}
