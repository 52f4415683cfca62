import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { APIGatewayClient, GetAccountCommand, GetRestApisCommand } from '@aws-sdk/client-api-gateway';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListRolesCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { startSamlet } from '../../src/index.ts';
import type { TerraformRun } from './terraform.ts';

export const aFolder = () => mkdtempSync(join(tmpdir(), 'samlet-terraform-'));

export async function running(t: TestContext) {
  const samlet = await startSamlet({ ephemeral: true });
  t.after(() => samlet.stop());
  const settings = {
    endpoint: samlet.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  return { samlet, settings };
}

export function succeeded({ code, output }: TerraformRun): string {
  assert.equal(code, 0, output.slice(-5000));
  return output;
}

/** The line in which Terraform counts what it did. */
export const counted = (run: TerraformRun) => /Resources: .*/.exec(succeeded(run))?.[0] ?? run.output.slice(-5000);

/** What a stack of Terraform leaves behind, by name, without the logs of stages, which AWS keeps, too. */
export async function leftOvers(settings: ConstructorParameters<typeof APIGatewayClient>[0] & object) {
  const gateway = new APIGatewayClient(settings);
  const iam = new IAMClient(settings);
  return [
    ...((await gateway.send(new GetRestApisCommand())).items ?? []).map(({ name }) => name),
    (await gateway.send(new GetAccountCommand())).cloudwatchRoleArn ?? [],
    ...((await new LambdaClient(settings).send(new ListFunctionsCommand())).Functions ?? []).map((f) => f.FunctionName),
    ...((await new DynamoDBClient(settings).send(new ListTablesCommand())).TableNames ?? []),
    ...((await new CloudWatchLogsClient(settings).send(new DescribeLogGroupsCommand())).logGroups ?? []).map(
      ({ logGroupName }) => (/^API-Gateway-Execution-Logs_|\/Canary$/.test(logGroupName ?? '') ? [] : logGroupName),
    ),
    ...((await new CloudWatchClient(settings).send(new DescribeAlarmsCommand())).MetricAlarms ?? []).map(
      ({ AlarmName }) => AlarmName,
    ),
    ...((await iam.send(new ListRolesCommand())).Roles ?? []).map(({ RoleName }) => RoleName),
    ...((await iam.send(new ListUsersCommand())).Users ?? []).map(({ UserName }) => UserName),
  ].flat();
}

/** A client of the deployed API, under the host that `invoke_url` names. */
export function clientOf(samletUrl: string, host: string) {
  const { port } = new URL(samletUrl);
  const [apiId] = host.split('.');
  return async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}/_aws/execute-api/${apiId}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, headers: answer.headers };
  };
}
