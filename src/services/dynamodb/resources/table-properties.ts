import type { CreateTableCommandInput, GlobalSecondaryIndex } from '@aws-sdk/client-dynamodb';

/** Properties of `AWS::DynamoDB::Table`; numbers and booleans may be text, as parameters give them. */
export interface TableProperties {
  readonly TableName?: string;
  readonly AttributeDefinitions?: readonly Named[];
  readonly KeySchema: readonly Named[];
  readonly BillingMode?: string;
  readonly ProvisionedThroughput?: Properties;
  readonly OnDemandThroughput?: Properties;
  readonly WarmThroughput?: Properties;
  readonly GlobalSecondaryIndexes?: readonly IndexProperties[];
  readonly LocalSecondaryIndexes?: readonly IndexProperties[];
  readonly StreamSpecification?: Properties;
  readonly SSESpecification?: Properties;
  readonly TimeToLiveSpecification?: Properties;
  readonly PointInTimeRecoverySpecification?: Properties;
  readonly DeletionProtectionEnabled?: unknown;
  readonly TableClass?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: unknown }[];
  readonly ImportSourceSpecification?: Properties;
  readonly ContributorInsightsSpecification?: Properties;
  readonly ResourcePolicy?: Properties;
}

type Properties = Readonly<Record<string, unknown>>;
type Named = Readonly<Record<'AttributeName' | 'AttributeType' | 'KeyType', string>>;

export interface IndexProperties {
  readonly IndexName: string;
  readonly KeySchema: readonly Named[];
  readonly Projection: Properties;
  readonly ProvisionedThroughput?: Properties;
  readonly OnDemandThroughput?: Properties;
  readonly WarmThroughput?: Properties;
  readonly ContributorInsightsSpecification?: Properties;
}

export const isTrue = (value: unknown): boolean => value === true || value === 'true';

export function tagsOf({ Tags: tags = [] }: TableProperties): { Key: string; Value: string }[] {
  return tags.map(({ Key, Value }) => ({ Key, Value: String(Value) }));
}

/** The CreateTable request that makes the table. */
export function createInput(name: string, properties: TableProperties): CreateTableCommandInput {
  const { LocalSecondaryIndexes: locals, GlobalSecondaryIndexes: globals } = properties;
  return {
    TableName: name,
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    ...(locals === undefined ? {} : { LocalSecondaryIndexes: locals.map(localIndex) }),
    ...(globals === undefined ? {} : { GlobalSecondaryIndexes: globals.map(globalIndex) }),
    ...settingsOf(properties),
    Tags: tagsOf(properties),
  } as unknown as CreateTableCommandInput;
}

/** What CreateTable and UpdateTable take alike. */
export function settingsOf(properties: TableProperties): object {
  const { StreamSpecification: stream, SSESpecification: sse } = properties;
  return withoutUndefined({
    BillingMode: properties.BillingMode,
    ...capacityOf(properties),
    StreamSpecification: stream && { StreamEnabled: true, StreamViewType: stream['StreamViewType'] },
    SSESpecification:
      sse &&
      withoutUndefined({
        Enabled: isTrue(sse['SSEEnabled']),
        SSEType: sse['SSEType'],
        KMSMasterKeyId: sse['KMSMasterKeyId'],
      }),
    TableClass: properties.TableClass,
    DeletionProtectionEnabled:
      properties.DeletionProtectionEnabled === undefined ? undefined : isTrue(properties.DeletionProtectionEnabled),
  });
}

interface Capacity {
  readonly ProvisionedThroughput?: Properties;
  readonly OnDemandThroughput?: Properties;
  readonly WarmThroughput?: Properties;
}

export function capacityOf(given: Capacity): object {
  return withoutUndefined({
    ProvisionedThroughput: numbers(given.ProvisionedThroughput),
    OnDemandThroughput: numbers(given.OnDemandThroughput),
    WarmThroughput: numbers(given.WarmThroughput),
  });
}

export function globalIndex(index: IndexProperties): GlobalSecondaryIndex {
  return { ...localIndex(index), ...capacityOf(index) } as GlobalSecondaryIndex;
}

function localIndex({ IndexName, KeySchema, Projection }: IndexProperties): object {
  return { IndexName, KeySchema, Projection };
}

function numbers(given: Properties | undefined): object | undefined {
  return given && Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Number(value)]));
}

function withoutUndefined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
