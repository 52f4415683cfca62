import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as iam from '@aws-sdk/client-iam';
import * as sts from '@aws-sdk/client-sts';
import type { Listener } from '../../src/server/listener.ts';
import { cloudwatch as cloudwatchService } from '../../src/services/cloudwatch/index.ts';
import { iam as iamService } from '../../src/services/iam/index.ts';
import { logs as logsService } from '../../src/services/logs/index.ts';
import { sts as stsService } from '../../src/services/sts/index.ts';
import { testEndpoint } from '../support/aws-endpoint.ts';
import { withoutAwsCli } from '../support/installed.ts';

const endpoint = testEndpoint([iamService, stsService, logsService, cloudwatchService]);
let listener: Listener;
const test1 = { accessKeyId: 'test', secretAccessKey: 'test' };
const config = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } = test1) => ({
  endpoint: listener.url,
  region: 'us-east-1',
  credentials,
  maxAttempts: 1,
});

before(async () => {
  listener = await endpoint.listen();
});
after(async () => {
  await listener.close(0);
  await endpoint.services.stop();
});

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

test('a client of S3 is told in XML that there is no S3', async () => {
  const signed = 'AWS4-HMAC-SHA256 Credential=test/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
  const answer = await fetch(`${listener.url}/`, {
    headers: { authorization: signed, 'x-amz-date': '20261122T000000Z' },
  });
  assert.match(
    await answer.text(),
    /<Error>.*<Message>samlet does not run the service that signs as &quot;s3&quot; yet/,
  );
});

test('the key test/test is the root of the account', async () => {
  const answer = await new sts.STSClient(config()).send(new sts.GetCallerIdentityCommand({}));
  assert.deepEqual(
    { Account: answer.Account, Arn: answer.Arn, UserId: answer.UserId },
    { Account: '000000000000', Arn: 'arn:aws:iam::000000000000:root', UserId: '000000000000' },
  );
  assert.match(answer.$metadata.requestId ?? '', /^[0-9a-f-]{36}$/);
});

test('a wrong secret is refused in the words of AWS', async () => {
  const client = new sts.STSClient(config({ accessKeyId: 'test', secretAccessKey: 'wrong' }));
  const byQuery = await rejected(client.send(new sts.GetCallerIdentityCommand({})));
  assert.equal(byQuery.name, 'SignatureDoesNotMatch');
  assert.equal(byQuery.$metadata.httpStatusCode, 403);
  assert.equal(
    byQuery.message,
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
  const logsClient = new logs.CloudWatchLogsClient(config({ accessKeyId: 'test', secretAccessKey: 'wrong' }));
  const refusal = await rejected(logsClient.send(new logs.DescribeLogGroupsCommand({})));
  assert.equal(refusal.name, 'InvalidSignatureException');
  assert.equal(refusal.$metadata.httpStatusCode, 400);
});

test('a key that nobody owns acts as the root, and that is said once', async () => {
  const client = new sts.STSClient(config({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' }));
  await client.send(new sts.GetCallerIdentityCommand({}));
  const answer = await client.send(new sts.GetCallerIdentityCommand({}));
  assert.equal(answer.Arn, 'arn:aws:iam::000000000000:root');
  assert.equal(endpoint.said.filter((line) => line.includes('AKIAIOSFODNN7EXAMPLE')).length, 1);
});

test('an assumed role has keys of its own, which name it', async () => {
  const client = new iam.IAMClient(config());
  const { Role } = await client.send(
    new iam.CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument: trust }),
  );
  assert.match(Role?.RoleId ?? '', /^AROA[0-9A-Z]{17}$/);
  assert.equal(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''), trust);
  assert.ok(Role?.CreateDate instanceof Date);

  const { Credentials } = await new sts.STSClient(config()).send(
    new sts.AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'me' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const answer = await new sts.STSClient(config(keys)).send(new sts.GetCallerIdentityCommand({}));
  assert.equal(answer.Arn, 'arn:aws:sts::000000000000:assumed-role/worker/me');
  assert.equal(answer.UserId, `${Role?.RoleId}:me`);

  const stolen = new sts.STSClient(config({ ...keys, sessionToken: 'other' }));
  assert.equal((await rejected(stolen.send(new sts.GetCallerIdentityCommand({})))).name, 'InvalidClientTokenId');
});

const readsAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' }],
});

test('a role keeps its policies and cannot be deleted with them', async () => {
  const client = new iam.IAMClient(config());
  await client.send(new iam.CreateRoleCommand({ RoleName: 'kept', AssumeRolePolicyDocument: trust, Path: '/app/' }));
  await client.send(new iam.PutRolePolicyCommand({ RoleName: 'kept', PolicyName: 'inline', PolicyDocument: readsAll }));
  const managed = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  await client.send(new iam.AttachRolePolicyCommand({ RoleName: 'kept', PolicyArn: managed }));

  const inline = await client.send(new iam.GetRolePolicyCommand({ RoleName: 'kept', PolicyName: 'inline' }));
  assert.equal(decodeURIComponent(inline.PolicyDocument ?? ''), readsAll);
  const names = await client.send(new iam.ListRolePoliciesCommand({ RoleName: 'kept' }));
  assert.deepEqual([names.PolicyNames, names.IsTruncated], [['inline'], false]);
  const attached = await client.send(new iam.ListAttachedRolePoliciesCommand({ RoleName: 'kept' }));
  assert.deepEqual(attached.AttachedPolicies, [{ PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn: managed }]);
  const profiles = await client.send(new iam.ListInstanceProfilesForRoleCommand({ RoleName: 'kept' }));
  assert.deepEqual(profiles.InstanceProfiles, []);

  const refusal = await rejected(client.send(new iam.DeleteRoleCommand({ RoleName: 'kept' })));
  assert.equal(refusal.name, 'DeleteConflictException');
  assert.equal(refusal.message, 'Cannot delete entity, must detach all policies first.');
  assert.equal(refusal.$metadata.httpStatusCode, 409);
  const missing = await rejected(client.send(new iam.GetRoleCommand({ RoleName: 'nobody' })));
  assert.equal(missing.name, 'NoSuchEntityException');
  assert.equal(missing.message, 'The role with name nobody cannot be found.');
  assert.equal(missing.$metadata.httpStatusCode, 404);
});

test('log events that were put are got, filtered and described', async () => {
  const client = new logs.CloudWatchLogsClient(config());
  const group = { logGroupName: '/aws/lambda/hello' };
  await client.send(new logs.CreateLogGroupCommand({ ...group, tags: { env: 'test' } }));
  const again = await rejected(client.send(new logs.CreateLogGroupCommand(group)));
  assert.equal(again.name, 'ResourceAlreadyExistsException');
  assert.equal(again.message, 'The specified log group already exists');

  await client.send(new logs.CreateLogStreamCommand({ ...group, logStreamName: 'a' }));
  const now = Date.now();
  await client.send(
    new logs.PutLogEventsCommand({
      ...group,
      logStreamName: 'a',
      logEvents: [
        { timestamp: now - 3000, message: 'START' },
        { timestamp: now - 2000, message: '{"level":"error","code":503}' },
        { timestamp: now, message: 'END' },
      ],
    }),
  );
  const got = await client.send(new logs.GetLogEventsCommand({ ...group, logStreamName: 'a', limit: 2 }));
  assert.deepEqual(
    got.events?.map(({ message }) => message),
    ['{"level":"error","code":503}', 'END'],
  );
  const earlier = await client.send(
    new logs.GetLogEventsCommand({ ...group, logStreamName: 'a', nextToken: got.nextBackwardToken }),
  );
  assert.deepEqual(
    earlier.events?.map(({ message }) => message),
    ['START'],
  );
  const later = await client.send(
    new logs.GetLogEventsCommand({ ...group, logStreamName: 'a', nextToken: got.nextForwardToken }),
  );
  assert.deepEqual([later.events, later.nextForwardToken], [[], got.nextForwardToken]);

  const filtered = await client.send(
    new logs.FilterLogEventsCommand({ ...group, filterPattern: '{ $.level = "err*" && $.code >= 500 }' }),
  );
  assert.deepEqual(
    filtered.events?.map(({ message }) => message),
    ['{"level":"error","code":503}'],
  );
  await client.send(new logs.PutRetentionPolicyCommand({ ...group, retentionInDays: 14 }));
  const { logGroups } = await client.send(new logs.DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/' }));
  assert.equal(logGroups?.[0]?.retentionInDays, 14);
  assert.equal(logGroups?.[0]?.arn, 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/hello:*');
  const tags = await client.send(new logs.ListTagsForResourceCommand({ resourceArn: logGroups?.[0]?.logGroupArn }));
  assert.deepEqual(tags.tags, { env: 'test' });
  await client.send(new logs.DeleteLogGroupCommand(group));
  const gone = await rejected(client.send(new logs.GetLogEventsCommand({ ...group, logStreamName: 'a' })));
  assert.equal(gone.message, 'The specified log group does not exist.');
});

test('alarms are kept and described', async () => {
  const client = new cloudwatch.CloudWatchClient(config());
  await client.send(
    new cloudwatch.PutMetricAlarmCommand({
      AlarmName: 'errors',
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Dimensions: [{ Name: 'FunctionName', Value: 'hello' }],
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0.5,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
  const { MetricAlarms } = await client.send(new cloudwatch.DescribeAlarmsCommand({ AlarmNames: ['errors'] }));
  assert.equal(MetricAlarms?.[0]?.Threshold, 0.5);
  assert.equal(MetricAlarms?.[0]?.StateValue, 'INSUFFICIENT_DATA');
  assert.ok(MetricAlarms?.[0]?.AlarmConfigurationUpdatedTimestamp instanceof Date);
});

test('an operation that is not built names samlet and the operation', async () => {
  const refusal = await rejected(new logs.CloudWatchLogsClient(config()).send(new logs.DescribeQueriesCommand({})));
  assert.equal(refusal.name, 'UnknownOperationException');
  assert.equal(refusal.message, 'samlet does not implement logs:DescribeQueries yet: see docs/coverage.md');
  const asked = new sts.AssumeRootCommand({
    TargetPrincipal: '000000000000',
    TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/x' },
  });
  const byQuery = await rejected(new sts.STSClient(config()).send(asked));
  assert.equal(byQuery.name, 'InvalidAction');
  assert.equal(byQuery.message, 'samlet does not implement sts:AssumeRoot yet: see docs/coverage.md');
});

const run = promisify(execFile);
const aws = async (...args: string[]) => {
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: listener.url,
    AWS_PAGER: '',
  };
  const { stdout } = await run('aws', [...args, '--output', 'json'], { env });
  return stdout === '' ? undefined : JSON.parse(stdout);
};

test('the aws command works on it', { skip: withoutAwsCli }, async () => {
  assert.equal((await aws('sts', 'get-caller-identity')).Account, '000000000000');
  await aws('logs', 'create-log-group', '--log-group-name', '/cli');
  const groups = await aws('logs', 'describe-log-groups', '--log-group-name-prefix', '/cli');
  assert.equal(groups.logGroups[0].logGroupName, '/cli');
  await aws('iam', 'create-role', '--role-name', 'cli', '--assume-role-policy-document', trust);
  assert.deepEqual(
    (await aws('iam', 'get-role', '--role-name', 'cli')).Role.AssumeRolePolicyDocument,
    JSON.parse(trust),
  );
  await aws(
    ...['cloudwatch', 'put-metric-alarm', '--alarm-name', 'cli', '--namespace', 'n', '--metric-name', 'm'],
    ...['--statistic', 'Sum', '--period', '60', '--evaluation-periods', '1', '--threshold', '1'],
    ...['--comparison-operator', 'GreaterThanThreshold'],
  );
  assert.equal((await aws('cloudwatch', 'describe-alarms', '--alarm-names', 'cli')).MetricAlarms[0].AlarmName, 'cli');
  await assert.rejects(
    aws('iam', 'get-role', '--role-name', 'nope'),
    /NoSuchEntity.*The role with name nope cannot be found/,
  );
});

interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly $metadata: { readonly httpStatusCode?: number };
}

async function rejected(call: Promise<unknown>): Promise<Refusal> {
  return call.then(
    () => assert.fail('the call was not refused'),
    (error: Refusal) => error,
  );
}
