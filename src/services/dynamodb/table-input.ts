import type { InputShape, InputShapes } from '../../aws/input-shape.ts';
import { indexName, tableName, tags } from './input-members.ts';

const attributeName: InputShape = { type: 'String', required: true, minLength: 1, maxLength: 255 };

export const attributeDefinitions: InputShape = {
  type: 'List',
  required: true,
  member: {
    type: 'Structure',
    name: 'AttributeDefinition',
    members: {
      AttributeName: attributeName,
      AttributeType: { type: 'String', required: true, values: ['B', 'N', 'S'] },
    },
  },
};

const keySchema: InputShape = {
  type: 'List',
  required: true,
  minLength: 1,
  maxLength: 2,
  member: {
    type: 'Structure',
    name: 'KeySchemaElement',
    members: {
      AttributeName: attributeName,
      KeyType: { type: 'String', required: true, values: ['HASH', 'RANGE'] },
    },
  },
};

const projection: InputShape = {
  type: 'Structure',
  name: 'Projection',
  required: true,
  members: {
    ProjectionType: { type: 'String', values: ['ALL', 'INCLUDE', 'KEYS_ONLY'] },
    NonKeyAttributes: {
      type: 'List',
      minLength: 1,
      maxLength: 20,
      member: { type: 'String', minLength: 1, maxLength: 255 },
    },
  },
};

export const provisionedThroughput: InputShape = {
  type: 'Structure',
  name: 'ProvisionedThroughput',
  members: {
    WriteCapacityUnits: { type: 'Long', required: true, min: 1 },
    ReadCapacityUnits: { type: 'Long', required: true, min: 1 },
  },
};

const onDemandThroughput: InputShape = {
  type: 'Structure',
  name: 'OnDemandThroughput',
  members: { MaxReadRequestUnits: { type: 'Long' }, MaxWriteRequestUnits: { type: 'Long' } },
};

const warmThroughput: InputShape = {
  type: 'Structure',
  name: 'WarmThroughput',
  members: { ReadUnitsPerSecond: { type: 'Long', min: 1 }, WriteUnitsPerSecond: { type: 'Long', min: 1 } },
};

export const indexMembers: InputShapes = {
  IndexName: { ...indexName, required: true },
  KeySchema: keySchema,
  Projection: projection,
};

export const globalIndexMembers: InputShapes = {
  ...indexMembers,
  ProvisionedThroughput: provisionedThroughput,
  OnDemandThroughput: onDemandThroughput,
  WarmThroughput: warmThroughput,
};

/** Members that CreateTable and UpdateTable share. */
export const TABLE_SETTINGS: InputShapes = {
  BillingMode: { type: 'String', values: ['PROVISIONED', 'PAY_PER_REQUEST'] },
  ProvisionedThroughput: provisionedThroughput,
  StreamSpecification: {
    type: 'Structure',
    name: 'StreamSpecification',
    members: {
      StreamEnabled: { type: 'Boolean', required: true },
      StreamViewType: { type: 'String', values: ['NEW_AND_OLD_IMAGES', 'KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE'] },
    },
  },
  SSESpecification: {
    type: 'Structure',
    name: 'SSESpecification',
    members: {
      Enabled: { type: 'Boolean' },
      SSEType: { type: 'String', values: ['AES256', 'KMS'] },
      KMSMasterKeyId: { type: 'String' },
    },
  },
  TableClass: { type: 'String', values: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'] },
  DeletionProtectionEnabled: { type: 'Boolean' },
  OnDemandThroughput: onDemandThroughput,
  WarmThroughput: warmThroughput,
};

export const CREATE_TABLE: InputShapes = {
  AttributeDefinitions: attributeDefinitions,
  TableName: tableName,
  ResourcePolicy: { type: 'String' },
  ...TABLE_SETTINGS,
  KeySchema: keySchema,
  LocalSecondaryIndexes: {
    type: 'List',
    member: { type: 'Structure', name: 'LocalSecondaryIndex', members: indexMembers },
  },
  GlobalSecondaryIndexes: {
    type: 'List',
    member: { type: 'Structure', name: 'GlobalSecondaryIndex', members: globalIndexMembers },
  },
  Tags: tags,
};
