import type { InputShape, InputShapes } from '../../aws/input-shape.ts';
import { checkValueForm } from './values/value-form.ts';

/** Members that many requests of DynamoDB have. */

const NAME_PATTERN = '[a-zA-Z0-9_.-]+';
/** An attribute value. */
export const attributeValue: InputShape = { type: 'Any', name: 'AttributeValue', checkForm: checkValueForm };

/** The table of an item operation: a name or an ARN. */
export const itemTableName: InputShape = {
  type: 'String',
  required: true,
  pattern: NAME_PATTERN,
  minLength: 1,
  maxLength: 255,
};

/** The table of an operation on tables. */
export const tableName: InputShape = {
  type: 'String',
  pattern: NAME_PATTERN,
  minLength: 3,
  maxLength: 255,
};

export const indexName: InputShape = { type: 'String', pattern: NAME_PATTERN, minLength: 3, maxLength: 255 };

export const tableNameKeys = { minLength: 1, maxLength: 255, pattern: NAME_PATTERN };

/** Attribute values by name, read by the values' own reader. */
export const attributes: InputShape = { type: 'Map', required: true, member: attributeValue };
export const optionalAttributes: InputShape = { type: 'Map', member: attributeValue };

export const returnConsumedCapacity: InputShape = { type: 'String', values: ['INDEXES', 'TOTAL', 'NONE'] };
export const returnItemCollectionMetrics: InputShape = { type: 'String', values: ['SIZE', 'NONE'] };
export const returnValues: InputShape = {
  type: 'String',
  values: ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'],
};
const returnValuesOnConditionCheckFailure: InputShape = { type: 'String', values: ['ALL_OLD', 'NONE'] };

export const expression: InputShape = { type: 'String' };

export const placeholders: InputShapes = {
  ExpressionAttributeNames: { type: 'Map', member: { type: 'String' } },
  ExpressionAttributeValues: optionalAttributes,
};

/** The parameters from before there were expressions. */
const comparisonOperators = [
  'IN',
  'NULL',
  'BETWEEN',
  'LT',
  'NOT_CONTAINS',
  'EQ',
  'GT',
  'NOT_NULL',
  'NE',
  'LE',
  'BEGINS_WITH',
  'GE',
  'CONTAINS',
];

export const conditionalOperator: InputShape = { type: 'String', values: ['OR', 'AND'] };

export const attributesToGet: InputShape = {
  type: 'List',
  minLength: 1,
  maxLength: 255,
  member: { type: 'String' },
};

export const expected: InputShape = {
  type: 'Map',
  member: {
    type: 'Structure',
    name: 'ExpectedAttributeValue',
    members: {
      AttributeValueList: { type: 'List', member: attributeValue },
      ComparisonOperator: { type: 'String', values: comparisonOperators },
      Exists: { type: 'Boolean' },
      Value: attributeValue,
    },
  },
};

export const legacyConditions: InputShape = {
  type: 'Map',
  member: {
    type: 'Structure',
    name: 'Condition',
    members: {
      AttributeValueList: { type: 'List', member: attributeValue },
      ComparisonOperator: { type: 'String', required: true, values: comparisonOperators },
    },
  },
};

export const attributeUpdates: InputShape = {
  type: 'Map',
  member: {
    type: 'Structure',
    name: 'AttributeValueUpdate',
    members: { Action: { type: 'String', values: ['ADD', 'DELETE', 'PUT'] }, Value: attributeValue },
  },
};

/** What the operations with a condition share beside it. */
export const CONDITION_MEMBERS: InputShapes = {
  ReturnValuesOnConditionCheckFailure: returnValuesOnConditionCheckFailure,
  ConditionalOperator: conditionalOperator,
  Expected: expected,
  ConditionExpression: expression,
  ...placeholders,
};

export const tags: InputShape = {
  type: 'List',
  member: {
    type: 'Structure',
    name: 'Tag',
    members: {
      Key: { type: 'String', required: true, minLength: 1, maxLength: 128 },
      Value: { type: 'String', required: true, maxLength: 256 },
    },
  },
};
