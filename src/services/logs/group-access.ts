import { type Access, type AccessTarget, access, resourceTags } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { groupArn, groupNameOf } from './log-group.ts';
import type { LogsState } from './state.ts';

type Call = CallContext<LogsState>;

export interface OfGroup {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
  readonly logStreamName?: string | undefined;
}

/**
 * An action on a log group. IAM is asked about the group's streams (`...:log-group:NAME:log-stream:`), so that a policy must
 * end in `:*`, as AWS's guide says.
 */
export const groupAccess = (action: `logs:${string}`): Access<LogsState, OfGroup> =>
  access(action, ({ logGroupName, logGroupIdentifier }: OfGroup, call: Call) =>
    groupTarget(groupNameOf(String(logGroupName ?? logGroupIdentifier ?? '')), '', call),
  );

/** An action on one stream: `...:log-group:NAME:log-stream:STREAM`. */
export const streamAccess = (action: `logs:${string}`): Access<LogsState, OfGroup> =>
  access(action, ({ logGroupName, logGroupIdentifier, logStreamName }: OfGroup, call: Call) =>
    groupTarget(groupNameOf(String(logGroupName ?? logGroupIdentifier ?? '')), String(logStreamName ?? ''), call),
  );

/** An action on all log groups, which AWS asks about as a group without a name. */
export const allGroupsAccess = (action: `logs:${string}`): Access<LogsState, unknown> =>
  access(action, (_input, call: Call) => `${groupArn('', call)}:log-stream:`);

async function groupTarget(group: string, stream: string, call: Call): Promise<AccessTarget> {
  const tags = (await call.state.groups.get(group))?.tags ?? {};
  return { resource: `${groupArn(group, call)}:log-stream:${stream}`, context: () => resourceTags(tags) };
}

export interface Tagged {
  readonly resourceArn?: string | undefined;
  readonly tags?: unknown;
  readonly tagKeys?: unknown;
}

/** Tags by ARN are asked about without the ending that the other actions have. */
export const taggedAccess = (
  action: `logs:${string}`,
  changed: (input: {
    readonly tags?: unknown;
    readonly tagKeys?: unknown;
  }) => Readonly<Record<string, unknown>> = () => ({}),
): Access<LogsState, Tagged> =>
  access(action, async (input: Tagged, call: Call) => {
    const resource = String(input.resourceArn ?? '').replace(/:\*$/, '');
    const tags = (await call.state.groups.get(groupNameOf(resource)))?.tags ?? {};
    const keys = Object.keys(changed(input));
    return {
      resource,
      context: () => ({
        ...resourceTags(tags),
        ...(keys.length > 0 && { 'aws:TagKeys': keys }),
        ...Object.fromEntries(
          Object.entries(changed(input)).flatMap(([key, value]) =>
            typeof value === 'string' ? [[`aws:RequestTag/${key}`, value]] : [],
          ),
        ),
      }),
    };
  });
