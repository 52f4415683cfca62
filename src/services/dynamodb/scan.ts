import type { ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext, EncodedAnswer } from '../../aws/service.ts';
import { afterKey, afterPrefix, compareKeys } from '../../store/keys.ts';
import { answerPage } from './answer-page.ts';
import { checkPaths } from './check-paths.ts';
import { validation } from './errors.ts';
import { compileExpressions, rejectMixedParameters } from './expressions/index.ts';
import { findTable, withTableName } from './find-table.ts';
import { legacyConditions } from './input-members.ts';
import { itemAccess } from './item-access.ts';
import { type RowRange, segmentRange } from './item-key.ts';
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

const KINDS = ['filter', 'projection'] as const;

const { Select, IndexName, ReturnConsumedCapacity, TableName, ConditionalOperator, Limit, ...more } = READ_MEMBERS;
/** In the order in which AWS lists what is wrong with them. */
const SHAPE = {
  Select,
  IndexName,
  TotalSegments: { type: 'Integer', min: 1, max: 1_000_000 },
  ReturnConsumedCapacity,
  TableName,
  ConditionalOperator,
  ScanFilter: legacyConditions,
  Segment: { type: 'Integer', min: 0, max: 999_999 },
  Limit,
  ...more,
} as InputShapes;

/**
 * Reads a page of all items of a table or an index, or of a segment of them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
 */
export async function scan(given: ScanCommandInput, call: CallContext<DynamodbState>): Promise<EncodedAnswer> {
  const input = withTableName(given);
  checkInput(input, SHAPE);
  const givenKinds = rejectMixedParameters(input, KINDS);
  const startValues = startKeyValues(input.ExclusiveStartKey);
  checkSegments(input);
  checkSelect(input, 'Scanning');
  const expressions = compileExpressions(input, KINDS, givenKinds);
  const { filter, projection } = expressions;
  const table = await findTable(input.TableName, call);
  const index = requestedIndex(table, input);
  checkPaths(table, expressions);
  const wholeItems = needsWholeItems(index, input, projection);
  let range = scannedRange(index ?? table, input);
  if (startValues !== undefined) range = continued(range, startKey(table, index, startValues, 'scan'), input);

  const page = await readPage(call.state.store, {
    table,
    index,
    range,
    reverse: false,
    limit: input.Limit ?? undefined,
    filter,
    wholeItems,
  });
  return answerPage(page, {
    operation: 'Scan',
    table,
    index,
    projection,
    countOnly: input.Select === 'COUNT',
    consistent: input.ConsistentRead,
    capacityDetail: input.ReturnConsumedCapacity,
  });
}

scan.access = itemAccess('dynamodb:Scan', { kinds: KINDS, index: true, select: true, returnValues: true });

function checkSegments({ Segment, TotalSegments }: ScanCommandInput): void {
  if (Segment !== undefined && TotalSegments === undefined) {
    throw validation(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (TotalSegments === undefined) return;
  if (Segment === undefined) {
    throw validation(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (Segment >= TotalSegments) {
    throw validation(
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: ' +
        `Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
    );
  }
}

function scannedRange(space: KeySpace, { Segment, TotalSegments }: ScanCommandInput): RowRange {
  return Segment === undefined || TotalSegments === undefined
    ? { from: space.prefix, to: afterPrefix(space.prefix) }
    : segmentRange(space, Segment, TotalSegments);
}

function continued(range: RowRange, { row }: StartKey, { Segment, TotalSegments }: ScanCommandInput): RowRange {
  if (compareKeys(row, range.from) < 0 || compareKeys(row, range.to) >= 0) {
    throw validation(
      'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct ' +
        `Segment. TotalSegments: ${TotalSegments} Segment: ${Segment}`,
    );
  }
  return { from: afterKey(row), to: range.to };
}
