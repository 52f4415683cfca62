import type { CompiledPolicy } from '../../policy/compile-policy.ts';
import type { AttachedPolicy, Result } from '../../policy/decision.ts';
import { evaluate } from '../../policy/evaluate.ts';
import type { RoutedCall } from '../api-call.ts';

/** What policies said of methods: of those alone that say the same of each request. */
const decided = new WeakMap<CompiledPolicy, Map<string, Result> | 'each time'>();
const MAX_DECIDED = 200;

/** What a policy that an authorizer returned says of invoking a method, together with the API's own policy. */
export function policyAllows(
  policy: CompiledPolicy,
  methodArn: string,
  call: RoutedCall,
  ofApi?: AttachedPolicy,
): Result {
  if (ofApi !== undefined) return decide(policy, methodArn, call, ofApi);
  let known = decided.get(policy);
  if (known === undefined) {
    known = dependsOnRequest(policy) ? 'each time' : new Map();
    decided.set(policy, known);
  }
  if (known === 'each time') return decide(policy, methodArn, call);
  let result = known.get(methodArn);
  if (result === undefined) {
    result = decide(policy, methodArn, call);
    if (known.size >= MAX_DECIDED) known.clear();
    known.set(methodArn, result);
  }
  return result;
}

/** By its conditions, or by variables in its resources. */
function dependsOnRequest({ document }: CompiledPolicy): boolean {
  return document.statements.some(
    ({ conditions, resources }) =>
      Object.keys(conditions).length > 0 || resources?.some((resource) => resource.includes('${')) === true,
  );
}

function decide(policy: CompiledPolicy, methodArn: string, call: RoutedCall, ofApi?: AttachedPolicy): Result {
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
    { identity: [{ id: 'authorizer', policy }], ...(ofApi !== undefined && { resource: [ofApi] }) },
  ).result;
}
