import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { invalidParameter, validation } from './errors.ts';

/** A key schema as requests give it, its members checked. */
export interface GivenIndex {
  readonly IndexName?: string | undefined;
  readonly KeySchema?:
    | readonly { readonly AttributeName?: string | undefined; readonly KeyType?: string | undefined }[]
    | undefined;
  readonly Projection?:
    | { readonly ProjectionType?: string | undefined; readonly NonKeyAttributes?: readonly string[] | undefined }
    | undefined;
  readonly ProvisionedThroughput?: object | undefined;
}

type KeySchema = NonNullable<GivenIndex['KeySchema']>;

const MAX_UNITS = 1_000_000_000_000;
const MAX_LOCAL_INDEXES = 5;
const MAX_GLOBAL_INDEXES = 20;
const MAX_PROJECTED_ATTRIBUTES = 100;

/** What AWS refuses of a CreateTable whose members are well formed, in its order. */
export function checkCreateTable(input: CreateTableCommandInput): void {
  checkThroughput(input);
  const defined = (input.AttributeDefinitions ?? []).map(({ AttributeName }) => AttributeName ?? '');
  const keySchema = input.KeySchema ?? [];
  const keys = names(keySchema);
  if (keys.length > defined.length) throw validation('Invalid KeySchema: Some index key attribute have no definition');
  checkDefined(keys, defined);
  checkKeySchema(keySchema);
  const { LocalSecondaryIndexes: locals, GlobalSecondaryIndexes: globals } = input;
  if (!locals && !globals && keys.length !== defined.length) {
    throw invalidParameter(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
  }
  const indexNames = new Set<string>();
  if (locals) checkLocalIndexes(locals, keySchema, defined, indexNames);
  if (globals) {
    if (globals.length === 0) throw invalidParameter('List of GlobalSecondaryIndexes is empty');
    for (const index of globals) checkGlobalIndex(index, defined, input.BillingMode, indexNames);
    if (globals.length > MAX_GLOBAL_INDEXES) {
      throw invalidParameter('GlobalSecondaryIndex count exceeds the per-table limit of 20');
    }
  }
  checkProjectedCount([...(locals ?? []), ...(globals ?? [])]);
  checkAllUsed(defined, [keySchema, ...[...(locals ?? []), ...(globals ?? [])].map((index) => index.KeySchema ?? [])]);
  checkStream(input.StreamSpecification);
}

/** The same for the capacity of a table. */
export function checkThroughput(input: {
  readonly BillingMode?: string | undefined;
  readonly ProvisionedThroughput?:
    | { readonly ReadCapacityUnits?: number | undefined; readonly WriteCapacityUnits?: number | undefined }
    | undefined;
}): void {
  const { BillingMode, ProvisionedThroughput: given } = input;
  if (BillingMode === 'PAY_PER_REQUEST') {
    if (!given) return;
    throw invalidParameter(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  }
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = given ?? {};
  if (!ReadCapacityUnits || !WriteCapacityUnits) {
    throw invalidParameter(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  }
  for (const [name, units] of Object.entries({ ReadCapacityUnits, WriteCapacityUnits })) {
    if (units > MAX_UNITS) throw validation(`Given value ${units} for ${name} is out of bounds`);
  }
}

/** A StreamSpecification must say what the stream shows, and only then. */
export function checkStream(
  given: { readonly StreamEnabled?: boolean | undefined; readonly StreamViewType?: string | undefined } | undefined,
): void {
  if (!given) return;
  if (given.StreamEnabled && !given.StreamViewType) {
    throw invalidParameter('StreamViewType is required when StreamEnabled is set to true');
  }
  if (!given.StreamEnabled && given.StreamViewType) {
    throw invalidParameter('StreamViewType is not allowed when StreamEnabled is set to false');
  }
}

function checkLocalIndexes(
  locals: readonly GivenIndex[],
  tableKeys: KeySchema,
  defined: readonly string[],
  indexNames: Set<string>,
): void {
  if (locals.length === 0) throw invalidParameter('List of LocalSecondaryIndexes is empty');
  if (tableKeys.length !== 2) {
    throw invalidParameter(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    );
  }
  for (const index of locals) {
    const { IndexName: name = '', KeySchema: schema = [] } = index;
    checkDefined(names(schema), defined);
    checkKeySchema(schema);
    if (schema.length !== 2) {
      throw invalidParameter(`Index KeySchema does not have a range key for index: ${name}`);
    }
    const [indexHash, tableHash] = [schema[0]?.AttributeName, tableKeys[0]?.AttributeName];
    if (indexHash !== tableHash) {
      throw invalidParameter(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. ` +
          `index hash key: ${indexHash}, table hash key: ${tableHash}`,
      );
    }
    checkProjection(index);
    checkIndexName(name, indexNames);
  }
  if (locals.length > MAX_LOCAL_INDEXES) {
    throw invalidParameter('Number of LocalSecondaryIndexes exceeds per-table limit of 5');
  }
}

/** One global index, of CreateTable or UpdateTable. Adds its name to `indexNames`. */
export function checkGlobalIndex(
  index: GivenIndex,
  defined: readonly string[],
  billingMode: string | undefined,
  indexNames: Set<string>,
): void {
  const { IndexName: name = '', KeySchema: schema = [] } = index;
  checkDefined(names(schema), defined);
  checkKeySchema(schema);
  checkProjection(index);
  if (billingMode === 'PAY_PER_REQUEST' && index.ProvisionedThroughput) {
    throw invalidParameter(
      `ProvisionedThroughput should not be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (billingMode !== 'PAY_PER_REQUEST' && !index.ProvisionedThroughput) {
    throw invalidParameter(`ProvisionedThroughput must be specified for index: ${name}`);
  }
  checkIndexName(name, indexNames);
}

function checkIndexName(name: string, indexNames: Set<string>): void {
  if (indexNames.has(name)) throw invalidParameter(`Duplicate index name: ${name}`);
  indexNames.add(name);
}

function checkKeySchema(schema: KeySchema): void {
  const [first, second] = schema;
  if (second !== undefined && first?.AttributeName === second.AttributeName) {
    throw validation('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  }
  if (first?.KeyType !== 'HASH') {
    throw validation('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  if (second !== undefined && second.KeyType !== 'RANGE') {
    throw validation('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  }
}

function checkDefined(keys: readonly string[], defined: readonly string[]): void {
  if (keys.every((key) => defined.includes(key))) return;
  throw invalidParameter(
    'Some index key attributes are not defined in AttributeDefinitions. ' +
      `Keys: [${keys.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
  );
}

/** Attributes may be defined only for keys. */
function checkAllUsed(defined: readonly string[], schemas: readonly KeySchema[]): void {
  const used = new Set(schemas.flatMap(names));
  if (defined.every((name) => used.has(name))) return;
  throw invalidParameter(
    'Some AttributeDefinitions are not used. ' +
      `AttributeDefinitions: [${defined.join(', ')}], keys used: [${[...used].join(', ')}]`,
  );
}

function checkProjection({ Projection: given }: GivenIndex): void {
  const type = given?.ProjectionType;
  if (!type) throw invalidParameter('Unknown ProjectionType: null');
  if (given?.NonKeyAttributes && type !== 'INCLUDE') {
    throw invalidParameter(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  }
  if (type === 'INCLUDE' && !given?.NonKeyAttributes) {
    throw invalidParameter('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
  }
}

function checkProjectedCount(indexes: readonly GivenIndex[]): void {
  const total = indexes.reduce((sum, { Projection: given }) => sum + (given?.NonKeyAttributes?.length ?? 0), 0);
  if (total > MAX_PROJECTED_ATTRIBUTES) {
    throw invalidParameter('The total number of NonKeyAttributes across all indexes exceeds the limit of 100');
  }
}

function names(schema: KeySchema): string[] {
  return schema.map(({ AttributeName }) => AttributeName ?? '');
}
