import type { GetUserCommandInput, User } from '@aws-sdk/client-iam';
import type { CallContext } from '../../aws/service.ts';
import { notFound, validation } from './refusals.ts';
import type { IamState } from './state.ts';

/** The account's root is the one user there is. */
export function getUser(input: GetUserCommandInput, { caller, account, state }: CallContext<IamState>): { User: User } {
  if (input.UserName !== undefined) throw notFound(`The user with name ${input.UserName} cannot be found.`);
  if (caller.kind !== 'root') throw validation('Must specify userName when calling with non-User credentials');
  return {
    User: {
      Path: '/',
      UserName: 'root',
      UserId: account,
      Arn: `arn:aws:iam::${account}:root`,
      CreateDate: new Date(Math.floor(state.startedAt / 1000) * 1000),
    },
  };
}
