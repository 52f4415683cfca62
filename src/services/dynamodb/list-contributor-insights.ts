import type { ListContributorInsightsCommandInput } from '@aws-sdk/client-dynamodb';
import { accessToAll } from '../../aws/access.ts';
import { checkInput } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { contributorInsights, insightsPrefix } from './contributor-insights.ts';
import { nameInArn } from './find-table.ts';
import { tableName } from './input-members.ts';
import type { DynamodbState } from './state.ts';

const MAX_LISTED = 100;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListContributorInsights.html */
export async function listContributorInsights(
  given: ListContributorInsightsCommandInput,
  call: CallContext<DynamodbState>,
): Promise<object> {
  const input = typeof given.TableName === 'string' ? { ...given, TableName: nameInArn(given.TableName) } : given;
  checkInput(input, {
    TableName: tableName,
    NextToken: { type: 'String' },
    MaxResults: { type: 'Integer', max: MAX_LISTED },
  });
  const limit = input.MaxResults ?? MAX_LISTED;
  const all = await contributorInsights(call.state).list({
    prefix: insightsPrefix(call, input.TableName),
    ...(input.NextToken ? { after: `${insightsPrefix(call)}${input.NextToken}` } : {}),
  });
  const living = [];
  for (const one of all) {
    const table = await call.state.tables.find(call, one.tableName);
    if (table?.record.tableId === one.tableId) living.push(one);
  }
  const listed = living.slice(0, limit);
  const last = listed.at(-1);
  return {
    ContributorInsightsSummaries: listed.map((one) => ({
      TableName: one.tableName,
      ...(one.indexName === undefined ? {} : { IndexName: one.indexName }),
      ContributorInsightsStatus: one.enabled ? 'ENABLED' : 'DISABLED',
      ContributorInsightsMode: one.mode,
    })),
    ...(last !== undefined && listed.length < living.length
      ? { NextToken: `${last.tableName}/${last.indexName ?? ''}` }
      : {}),
  };
}

listContributorInsights.access = accessToAll('dynamodb:ListContributorInsights');
