import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext, EncodedAnswer } from '../../aws/service.ts';
import { afterKey, compareKeys } from '../../store/keys.ts';
import { answerPage } from './answer-page.ts';
import { checkPaths } from './check-paths.ts';
import { validation } from './errors.ts';
import {
  compileExpressions,
  type KeyRange,
  rejectKeyAttributes,
  rejectMixedParameters,
  resolveKeyConditions,
} from './expressions/index.ts';
import { findTable, withTableName } from './find-table.ts';
import { expression, legacyConditions } from './input-members.ts';
import { itemAccess } from './item-access.ts';
import { keyParts, queryRange, type RowRange } from './item-key.ts';
import { readPage } from './read-page.ts';
import {
  checkSelect,
  needsWholeItems,
  READ_MEMBERS,
  requestedIndex,
  type StartKey,
  startKey,
  startKeyValues,
} from './read-request.ts';
import type { DynamodbState } from './state.ts';
import type { KeySpace } from './table.ts';
import { attributeOf } from './values/attribute-value.ts';
import { equalValues } from './values/compare.ts';

const KINDS = ['keyCondition', 'filter', 'projection'] as const;

const { Select, IndexName, ReturnConsumedCapacity, ...others } = READ_MEMBERS;
const { TableName, ConditionalOperator, AttributesToGet, Limit, ...more } = others;
/** In the order in which AWS lists what is wrong with them. */
const SHAPE = {
  Select,
  IndexName,
  ReturnConsumedCapacity,
  QueryFilter: legacyConditions,
  TableName,
  ConditionalOperator,
  AttributesToGet,
  Limit,
  KeyConditions: legacyConditions,
  ...more,
  ScanIndexForward: { type: 'Boolean' },
  KeyConditionExpression: expression,
} as InputShapes;

/**
 * Reads a page of the items of one partition, in the order of their sort keys.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
export async function query(given: QueryCommandInput, call: CallContext<DynamodbState>): Promise<EncodedAnswer> {
  const input = withTableName(given);
  checkInput(input, SHAPE);
  const givenKinds = rejectMixedParameters(input, KINDS);
  const startValues = startKeyValues(input.ExclusiveStartKey);
  checkSelect(input, 'Querying');
  const expressions = compileExpressions(input, KINDS, givenKinds);
  const { keyConditions, filter, projection } = expressions;
  const table = await findTable(input.TableName, call);
  const index = requestedIndex(table, input);
  const space: KeySpace = index ?? table;
  const keyRange = resolveKeyConditions(keyConditions ?? new Map(), space);
  if (filter !== undefined) {
    rejectKeyAttributes(
      filter,
      keyParts(space).map(({ name }) => name),
      input.QueryFilter ? 'QueryFilter' : 'Filter Expression',
    );
  }
  checkPaths(table, expressions);
  const wholeItems = needsWholeItems(index, input, projection);
  const reverse = input.ScanIndexForward === false;
  let range = queryRange(space, index !== undefined, keyRange);
  if (startValues !== undefined) {
    range = continued(space, keyRange, range, startKey(table, index, startValues, 'query'), reverse);
  }

  const page = await readPage(call.state.store, {
    table,
    index,
    range,
    reverse,
    limit: input.Limit ?? undefined,
    filter,
    wholeItems,
  });
  return answerPage(page, {
    operation: 'Query',
    table,
    index,
    projection,
    countOnly: input.Select === 'COUNT',
    consistent: input.ConsistentRead,
    capacityDetail: input.ReturnConsumedCapacity,
  });
}

query.access = itemAccess('dynamodb:Query', { kinds: KINDS, index: true, select: true, returnValues: true });

/** What is left of the range behind the starting key, which must be of it. */
function continued(
  space: KeySpace,
  { partition, sort }: KeyRange,
  range: RowRange,
  start: StartKey,
  reverse: boolean,
): RowRange {
  const value = attributeOf(start.key, space.partitionKey.name);
  const samePartition = value !== undefined && equalValues(value, partition);
  if (!samePartition) {
    throw validation(
      sort?.operator === '='
        ? 'The query can return at most one row and cannot be restarted'
        : 'The provided starting key is outside query boundaries based on provided conditions',
    );
  }
  if (compareKeys(start.row, range.from) < 0 || compareKeys(start.row, range.to) >= 0) {
    throw validation('The provided starting key does not match the range key predicate');
  }
  return reverse ? { from: range.from, to: start.row } : { from: afterKey(start.row), to: range.to };
}
