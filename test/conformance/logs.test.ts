import { test } from 'node:test';
import { ServiceError } from '../../src/aws/service-error.ts';
import { logs } from '../../src/services/logs/index.ts';
import { testEndpoint } from '../support/aws-endpoint.ts';
import { conformance } from '../support/ratchet.ts';
import { assertRecorded, recordedAnswers } from '../support/recorded-answers.ts';

// biome-ignore lint/suspicious/noExplicitAny: inputs and answers of many operations
type Any = any;
/** Runs an operation and keeps its answer (or refusal) under the name of the recording. */
type Step = (name: string | undefined, operation: string, input?: object) => Promise<Any>;

/** Recorded tests that samlet does not play, and why. A gap that is closed must be deleted here. */
const GAPS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^TestDeliver/, 'deliveries of vended logs are not built: no service that has them runs here, and no S3'],
  [/^TestDestinations/, 'AWS sends a destination a test message: there is no Kinesis and no Firehose to take it'],
  [/^TestExportTasks/, 'logs are exported to S3, which is not here'],
];

const logGroupName = 'a-group';
const arn = `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`;

/** The calls behind each recorded test. */
const SCENARIOS: Record<string, (step: Step) => Promise<void>> = {
  async test_create_log_group_with_kms_key(step) {
    const kmsKeyId = 'arn:aws:kms:us-east-1:000000000000:key/1';
    await step(undefined, 'CreateLogGroup', { logGroupName, kmsKeyId });
    await step('describe-log-groups-with-kms', 'DescribeLogGroups', { logGroupNamePrefix: logGroupName });
  },
  async test_create_log_group_duplicate_error(step) {
    await step(undefined, 'CreateLogGroup', { logGroupName });
    await step('error-duplicate-log-group', 'CreateLogGroup', { logGroupName });
  },
  async test_create_log_group_invalid_name_length(step) {
    await step('error-invalid-name-length', 'CreateLogGroup', { logGroupName: 'g'.repeat(513) });
  },
  async test_describe_log_groups_with_prefix(step) {
    for (const end of ['1', '2', '3'])
      await step(undefined, 'CreateLogGroup', { logGroupName: `${logGroupName}${end}` });
    await step(undefined, 'CreateLogGroup', { logGroupName: 'other' });
    await step('describe-log-groups-prefix', 'DescribeLogGroups', { logGroupNamePrefix: logGroupName });
  },
  async test_describe_log_groups_with_pattern(step) {
    for (const end of ['1', '2']) await step(undefined, 'CreateLogGroup', { logGroupName: `${logGroupName}${end}` });
    await step('describe-log-groups-pattern', 'DescribeLogGroups', { logGroupNamePattern: 'group', limit: 1 });
  },
  async test_describe_log_groups_prefix_and_pattern_error(step) {
    const both = { logGroupNamePrefix: 'a', logGroupNamePattern: 'b' };
    await step('error-prefix-and-pattern', 'DescribeLogGroups', both);
  },
  // Its answers have the members of DescribeLogGroups, not those of ListLogGroups.
  async test_list_log_groups_with_pattern(step) {
    await step(undefined, 'CreateLogGroup', { logGroupName });
    await step('list-log-groups-no-match', 'DescribeLogGroups', { logGroupNamePattern: 'no-such-group' });
    await step('list-log-groups-match', 'DescribeLogGroups', { logGroupNamePattern: logGroupName });
  },
  async test_create_log_group_with_tags(step) {
    await step(undefined, 'CreateLogGroup', { logGroupName, tags: { env: 'testing' } });
    await step('list-tags-after-create', 'ListTagsForResource', { resourceArn: arn });
  },
  async test_tag_log_group(step) {
    await step(undefined, 'CreateLogGroup', { logGroupName });
    await step(undefined, 'TagLogGroup', { logGroupName, tags: { tag_key_1: 'tag_value_1' } });
    await step('list-tags-after-tag', 'ListTagsLogGroup', { logGroupName });
  },
  async test_untag_log_group(step) {
    const tags = { tag_key_1: 'tag_value_1', tag_key_2: 'tag_value_2' };
    await step(undefined, 'CreateLogGroup', { logGroupName, tags });
    await step(undefined, 'UntagLogGroup', { logGroupName, tags: ['tag_key_1'] });
    await step('list-tags-after-untag', 'ListTagsLogGroup', { logGroupName });
  },
  async test_tag_resource_api(step) {
    await step(undefined, 'CreateLogGroup', { logGroupName, tags: { env: 'testing1' } });
    const listed = async (group: string | undefined, resource: string) => {
      if (group !== undefined) await step(group, 'ListTagsLogGroup', { logGroupName });
      await step(resource, 'ListTagsForResource', { resourceArn: arn });
    };
    await listed('list-tags-after-create', 'list-tags-after-create');
    await step(undefined, 'TagResource', { resourceArn: arn, tags: { test1: 'val1', test2: 'val2' } });
    await listed('list-tags-log-group-after-tag-resource', 'list-tags-for-resource-after-tag-resource');
    await step(undefined, 'TagLogGroup', { logGroupName, tags: { test3: 'val3' } });
    await listed('list-tags-log-group-after-tag-log-group', 'list-tags-for-resource-after-tag-log-group');
    await step(undefined, 'UntagLogGroup', { logGroupName, tags: ['env', 'test1'] });
    await step(undefined, 'UntagResource', { resourceArn: arn, tagKeys: ['test3'] });
    await listed('list-tags-log-group-after-untag', 'list-tags-for-resource-after-untag');
  },
  async test_put_resource_policy_limit_exceeded(step) {
    const Statement = [
      { Effect: 'Allow', Principal: { Service: 'es.amazonaws.com' }, Action: 'logs:*', Resource: '*' },
    ];
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    for (let count = 0; count < 10; count++) {
      await step(undefined, 'PutResourcePolicy', { policyName: `policy${count}`, policyDocument });
    }
    await step('error-limit-exceeded', 'PutResourcePolicy', { policyName: 'one-more', policyDocument });
  },
};

async function answersOf(name: string): Promise<Map<string, Any>> {
  const { services } = testEndpoint([logs]);
  const answers = new Map<string, Any>();
  const step: Step = async (at, operation, input = {}) => {
    let answer: Any;
    try {
      answer = await services.callService('logs', operation, input);
    } catch (error) {
      if (at === undefined || !(error instanceof ServiceError)) throw error;
      answer = { Error: { Code: error.code, Message: error.message } };
    }
    if (at !== undefined) answers.set(at, answer);
    return answer;
  };
  await SCENARIOS[name]?.(step);
  return answers;
}

const recordings = recordedAnswers('logs');
if (recordings === undefined) {
  test('what AWS recorded of CloudWatch Logs', { skip: 'the recorded answers are not beside the project' }, () => {});
} else {
  const cases = [...recordings].flatMap(([id, recording]) => {
    const [, group = '', name = ''] = /::(\w+)::(test_\w+)$/.exec(id) ?? [];
    return Object.entries(recording).map(([step, expected]) => ({
      id: `${group}/${name}/${step}`,
      name,
      step,
      expected,
    }));
  });
  const gaps = cases.flatMap(({ id }) => (GAPS.some(([pattern]) => pattern.test(id)) ? [id] : []));
  conformance(cases, gaps, async ({ name, step, expected }) => {
    const answer = (await answersOf(name)).get(step);
    assertRecorded(Array.isArray(expected) ? answer?.logGroups : answer, expected);
  });
}
