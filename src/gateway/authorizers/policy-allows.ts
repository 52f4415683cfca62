import type { CompiledPolicy } from '../../policy/compile-policy.ts';
import type { Result } from '../../policy/decision.ts';
import { evaluate } from '../../policy/evaluate.ts';
import type { RoutedCall } from '../api-call.ts';

/** What a policy that an authorizer returned says of invoking a method. */
export function policyAllows(policy: CompiledPolicy, methodArn: string, call: RoutedCall): Result {
  const { backends, request, receivedAt } = call;
  const { account } = backends;
  return evaluate(
    {
      // The policy speaks for whoever the authorizer saw: any principal that has no rights of its own.
      principal: { kind: 'user', arn: `arn:aws:iam::${account}:user/authorized`, account },
      action: 'execute-api:Invoke',
      resource: methodArn,
      context: {
        'aws:SourceIp': request.sourceIp,
        'aws:CurrentTime': new Date(receivedAt),
        'aws:EpochTime': Math.floor(receivedAt / 1000),
        'aws:SecureTransport': request.scheme === 'https',
        'aws:UserAgent': request.headers['user-agent'],
        'aws:Referer': request.headers['referer'],
      },
    },
    { identity: [{ id: 'authorizer', policy }] },
  ).result;
}
