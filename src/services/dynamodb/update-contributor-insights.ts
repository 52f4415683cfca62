import type { UpdateContributorInsightsCommandInput } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../aws/service.ts';
import { checkIndexName, contributorInsights, DEFAULT_MODE, insightsPrefix } from './contributor-insights.ts';
import { indexName } from './input-members.ts';
import { requestedTable } from './requested-table.ts';
import type { DynamodbState } from './state.ts';
import { indexAccess } from './table-access.ts';

/**
 * Keeps the setting.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContributorInsights.html
 *
 * Unlike AWS: nothing is counted, and no rules are made in CloudWatch.
 */
export async function updateContributorInsights(
  input: UpdateContributorInsightsCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  const table = await requestedTable(input, call, {
    IndexName: indexName,
    ContributorInsightsAction: { type: 'String', required: true, values: ['ENABLE', 'DISABLE'] },
    ContributorInsightsMode: { type: 'String', values: ['ACCESSED_AND_THROTTLED_KEYS', 'THROTTLED_KEYS'] },
  });
  const { IndexName: index, ContributorInsightsMode: mode = DEFAULT_MODE } = input;
  checkIndexName(table, index);
  const { name: tableName, tableId } = table.record;
  const enabled = input.ContributorInsightsAction === 'ENABLE';
  await contributorInsights(call.state).put(`${insightsPrefix(call, tableName)}${index ?? ''}`, {
    tableId,
    tableName,
    ...(index === undefined ? {} : { indexName: index }),
    enabled,
    mode,
    changedAt: call.clock.now(),
  });
  return {
    TableName: tableName,
    ...(index === undefined ? {} : { IndexName: index }),
    ContributorInsightsStatus: enabled ? 'ENABLING' : 'DISABLING',
    ContributorInsightsMode: mode,
  };
}

updateContributorInsights.access = indexAccess('dynamodb:UpdateContributorInsights');
