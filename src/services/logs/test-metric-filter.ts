import type { TestMetricFilterCommandInput, TestMetricFilterCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import { accessToAll } from '../../aws/access.ts';
import { compileExtraction } from './extracted-values.ts';
import { checkedPattern } from './filter-input.ts';
import { constraint } from './refusals.ts';

const MAX_MESSAGES = 50;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html */
export function testMetricFilter(
  input: TestMetricFilterCommandInput,
): Omit<TestMetricFilterCommandOutput, '$metadata'> {
  const pattern = checkedPattern(input.filterPattern);
  const { logEventMessages: messages } = input;
  if (messages === undefined) throw constraint('logEventMessages', messages, 'Member must not be null');
  if (messages.length === 0) {
    throw constraint('logEventMessages', '[]', 'Member must have length greater than or equal to 1');
  }
  if (messages.length > MAX_MESSAGES) {
    throw constraint('logEventMessages', '[...]', `Member must have length less than or equal to ${MAX_MESSAGES}`);
  }
  const matchOf = compileExtraction(pattern);
  return {
    matches: messages.flatMap((eventMessage, index) => {
      const match = matchOf(eventMessage);
      return match === undefined
        ? []
        : [{ eventNumber: index + 1, eventMessage, extractedValues: { ...match.extracted } }];
    }),
  };
}

testMetricFilter.access = accessToAll('logs:TestMetricFilter');
