import type { DescribeContributorInsightsCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../aws/service.ts';
import { checkIndexName, contributorInsights, insightsPrefix } from './contributor-insights.ts';
import { indexName } from './input-members.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import { indexAccess } from './table-access.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContributorInsights.html */
export async function describeContributorInsights(
  input: DescribeContributorInsightsCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  const table = await requestedTable(input, call, { IndexName: indexName });
  const { IndexName: index } = input;
  checkIndexName(table, index);
  const { name, tableId } = table.record;
  const kept = await contributorInsights(call.state).get(`${insightsPrefix(call, name)}${index ?? ''}`);
  const found = kept?.tableId === tableId ? kept : undefined;
  return {
    TableName: name,
    ...(index === undefined ? {} : { IndexName: index }),
    ContributorInsightsRuleList: [],
    ContributorInsightsStatus: found?.enabled ? 'ENABLED' : 'DISABLED',
    ...(found === undefined ? {} : { LastUpdateDateTime: found.changedAt / 1000, ContributorInsightsMode: found.mode }),
  };
}

describeContributorInsights.access = indexAccess('dynamodb:DescribeContributorInsights');
