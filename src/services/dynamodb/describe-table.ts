import type { DescribeTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../aws/service.ts';
import { describe } from './describe.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import { tableAccess } from './table-access.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export async function describeTable(
  input: DescribeTableCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  return { Table: await describe(call.state.store, await requestedTable(input, call)) };
}

describeTable.access = tableAccess('dynamodb:DescribeTable');
