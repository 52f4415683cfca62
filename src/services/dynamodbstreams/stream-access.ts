import { type Access, type AccessTarget, access } from '../../aws/access.ts';
import type { DynamodbStreamsState } from './state.ts';

/** An operation on the stream of an ARN, with the stream's own policy. `undefined`: the operation refuses the request. */
export const streamAccess = <Input>(
  action: string,
  arnOf: (input: Input) => unknown,
): Access<DynamodbStreamsState, Input> =>
  access(action, async (input, call): Promise<readonly AccessTarget[]> => {
    const arn = arnOf(input);
    if (typeof arn !== 'string' || arn === '') return [];
    const policies = await call.state.changeStreams.policies.attached(arn);
    return [{ resource: arn, ...(policies !== undefined && { resourcePolicies: policies }) }];
  });
