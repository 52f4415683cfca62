import type { IndexProperties, TableProperties } from './table-properties.ts';

type Properties = Readonly<Record<string, unknown>>;

export interface ReplicaProperties extends Properties {
  readonly Region: string;
}

/** Properties of `AWS::DynamoDB::GlobalTable`; numbers and booleans may be text, as parameters give them. */
export interface GlobalTableProperties {
  readonly TableName?: string;
  readonly AttributeDefinitions?: TableProperties['AttributeDefinitions'];
  readonly KeySchema: TableProperties['KeySchema'];
  readonly BillingMode?: string;
  readonly GlobalSecondaryIndexes?: readonly (IndexProperties & Properties)[];
  readonly LocalSecondaryIndexes?: readonly IndexProperties[];
  readonly Replicas: readonly ReplicaProperties[];
  readonly SSESpecification?: Properties;
  readonly StreamSpecification?: Properties;
  readonly TimeToLiveSpecification?: Properties;
  readonly WarmThroughput?: Properties;
  readonly WriteOnDemandThroughputSettings?: Properties;
  readonly WriteProvisionedThroughputSettings?: Properties;
  readonly MultiRegionConsistency?: string;
}

/** The table that a global table is in one region. A scaled capacity begins at its seed or its minimum. */
export function tableInRegion(properties: GlobalTableProperties, region: string): TableProperties {
  const replica = replicaIn(properties, region);
  const { SSESpecification: sse } = properties;
  const billing = properties.BillingMode ?? 'PROVISIONED';
  const replicaIndexes = (replica?.['GlobalSecondaryIndexes'] ?? []) as readonly Properties[];
  const replicaIndex = (name: string) => replicaIndexes.find(({ IndexName }) => IndexName === name);
  return withoutUndefined({
    TableName: properties.TableName,
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    BillingMode: properties.BillingMode,
    LocalSecondaryIndexes: properties.LocalSecondaryIndexes,
    GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes?.map((index) =>
      withoutUndefined({
        IndexName: index.IndexName,
        KeySchema: index.KeySchema,
        Projection: index.Projection,
        WarmThroughput: index.WarmThroughput,
        ContributorInsightsSpecification: replicaIndex(index.IndexName)?.['ContributorInsightsSpecification'],
        ...capacity(billing, index, replicaIndex(index.IndexName)),
      }),
    ),
    ...capacity(billing, properties as unknown as Properties, replica),
    WarmThroughput: properties.WarmThroughput,
    StreamSpecification: properties.StreamSpecification,
    SSESpecification: sse && { ...sse, ...(replica?.['SSESpecification'] as Properties | undefined) },
    TimeToLiveSpecification: properties.TimeToLiveSpecification,
    PointInTimeRecoverySpecification: replica?.['PointInTimeRecoverySpecification'],
    DeletionProtectionEnabled: replica?.['DeletionProtectionEnabled'],
    TableClass: replica?.['TableClass'],
    Tags: replica?.['Tags'],
    ResourcePolicy: replica?.['ResourcePolicy'],
    ContributorInsightsSpecification: replica?.['ContributorInsightsSpecification'],
  }) as unknown as TableProperties;
}

export function replicaIn(
  { Replicas: replicas }: GlobalTableProperties,
  region: string,
): ReplicaProperties | undefined {
  return replicas.find((replica) => replica.Region === region);
}

function capacity(billing: string, writes: Properties, reads: Properties | undefined): Properties {
  if (billing === 'PAY_PER_REQUEST') {
    const maximums = {
      ...(writes['WriteOnDemandThroughputSettings'] as Properties | undefined),
      ...(reads?.['ReadOnDemandThroughputSettings'] as Properties | undefined),
    };
    return Object.keys(maximums).length === 0 ? {} : { OnDemandThroughput: maximums };
  }
  const read = reads?.['ReadProvisionedThroughputSettings'] as Properties | undefined;
  const write = writes['WriteProvisionedThroughputSettings'] as Properties | undefined;
  return {
    ProvisionedThroughput: {
      ReadCapacityUnits: read?.['ReadCapacityUnits'] ?? scaled(read?.['ReadCapacityAutoScalingSettings']),
      WriteCapacityUnits: scaled(write?.['WriteCapacityAutoScalingSettings']),
    },
  };
}

function scaled(given: unknown): unknown {
  const settings = given as Properties | undefined;
  return settings?.['SeedCapacity'] ?? settings?.['MinCapacity'] ?? 1;
}

function withoutUndefined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
