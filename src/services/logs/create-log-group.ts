import type { CreateLogGroupCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { access, requestTags, taggingToo } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { checkedGroupName, groupArn } from './log-group.ts';
import { groupExists } from './refusals.ts';
import type { LogsState } from './state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export async function createLogGroup(
  input: CreateLogGroupCommandInput,
  { state, clock }: CallContext<LogsState>,
): Promise<void> {
  const name = checkedGroupName(input.logGroupName);
  const createdAt = clock.now();
  await state.logs.flush();
  await state.groups.update(name, (group) => {
    if (group !== undefined) throw groupExists();
    return {
      value: {
        name,
        createdAt,
        tags: { ...input.tags },
        ...(input.logGroupClass !== undefined && { logGroupClass: input.logGroupClass }),
        ...(input.kmsKeyId !== undefined && { kmsKeyId: input.kmsKeyId }),
        ...(input.deletionProtectionEnabled && { deletionProtection: true }),
      },
      result: undefined,
    };
  });
}

createLogGroup.access = taggingToo(
  access<LogsState, CreateLogGroupCommandInput>('logs:CreateLogGroup', (input, call) => ({
    resource: `${groupArn(String(input.logGroupName ?? ''), call)}:log-stream:`,
    context: () => requestTags(input.tags ?? {}),
  })),
  'logs:TagResource',
  ({ tags }) => tags,
);
