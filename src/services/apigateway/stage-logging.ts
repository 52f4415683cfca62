import type { AccessLogSettings } from '@aws-sdk/client-api-gateway';
import { formatVariables, logGroupOf } from '../../gateway/answered/access-log.ts';
import { badRequest } from './errors.ts';
import type { StageRecord } from './rest-api-record.ts';
import type { Call } from './state.ts';

const FIREHOSE = /^arn:[^:]+:firehose:/;

/** Refuses access log settings that API Gateway would not take. */
export function checkAccessLog({ destinationArn, format }: AccessLogSettings): void {
  if (destinationArn !== undefined) checkDestination(destinationArn);
  if (format !== undefined) checkFormat(format);
}

function checkDestination(destinationArn: string): void {
  if (!destinationArn.startsWith('arn:')) {
    throw badRequest(`Invalid ARN specified in the request. ARNs must start with 'arn:': ${destinationArn}`);
  }
  if (logGroupOf(destinationArn) === undefined && !FIREHOSE.test(destinationArn)) {
    throw badRequest(`Invalid ARN specified in the request: ${destinationArn}`);
  }
}

function checkFormat(format: string): void {
  if (/[\r\n]/.test(format.replace(/\r?\n$/, ''))) {
    throw badRequest(
      `Access Log format must be single line, new line character is allowed only at end of the format: '${format}'`,
    );
  }
  if (!formatVariables(format).some((name) => name === 'requestId' || name === 'extendedRequestId')) {
    throw badRequest(
      `Access Log format must include either $context.requestId or $context.extendedRequestId : '${format}'`,
    );
  }
}

const LEVELS = ['OFF', 'ERROR', 'INFO'];

/** Refuses a level that says nothing about what is logged. */
export function checkLoggingLevels(settings: StageRecord['methodSettings']): void {
  for (const { loggingLevel } of Object.values(settings)) {
    if (loggingLevel === undefined || LEVELS.includes(loggingLevel)) continue;
    throw badRequest(`Invalid logging level: ${loggingLevel}. Must be one of: [${LEVELS.join(', ')}]`);
  }
}

/** Whether a stage writes logs, for which an account must have given API Gateway a role. */
export function writesLogs({ accessLogSettings, methodSettings }: Omit<StageRecord, 'createdAt'>): boolean {
  return (
    (accessLogSettings?.destinationArn !== undefined && !FIREHOSE.test(accessLogSettings.destinationArn)) ||
    Object.values(methodSettings).some(({ loggingLevel }) => loggingLevel === 'ERROR' || loggingLevel === 'INFO')
  );
}

/** Refuses levels that nobody knows, and a change that asks for logs in Firehose, which samlet has not. */
export function requireLogging(before: StageRecord, after: StageRecord): void {
  checkLoggingLevels(after.methodSettings);
  const { destinationArn = '' } = after.accessLogSettings ?? {};
  if (FIREHOSE.test(destinationArn) && before.accessLogSettings?.destinationArn !== destinationArn) {
    throw badRequest('samlet does not deliver access logs to Firehose yet: choose a log group');
  }
}

const NO_ROLE = 'CloudWatch Logs role ARN must be set in account settings to enable logging';

/**
 * Says once that AWS may refuse a stage that writes logs.
 *
 * Unlike AWS: a stage may log without a role in the account's settings. They are often set elsewhere, once for all.
 */
export async function sayMissingRole(stage: StageRecord, call: Call): Promise<void> {
  if (!writesLogs(stage)) return;
  const account = await call.state.account.get('account');
  if (account?.cloudwatchRoleArn !== undefined) return;
  call.state.platform.log.once(
    'cloudwatchRoleArn',
    `The stage ${stage.stageName} writes logs, but nothing has set the account's CloudWatch Logs role before it (AWS::ApiGateway::Account, aws_api_gateway_account): AWS refuses that ("${NO_ROLE}") unless the account's settings have a role already.`,
  );
}
