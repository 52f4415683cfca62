import type { SimulatePrincipalPolicyCommandInput } from '@aws-sdk/client-iam';
import { access } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { checked } from './input.ts';
import { page } from './paging.ts';
import { policyExclusion } from './policy-exclusion.ts';
import { policySource } from './policy-source.ts';
import { simulate } from './simulation.ts';
import {
  boundaryPolicies,
  checkActions,
  checkContext,
  checkResourceHandling,
  checkResources,
  checkSourceAccount,
  inputPolicies,
  ownerAccount,
  resourcePolicyInput,
  simulatedPrincipal,
} from './simulation-input.ts';
import type { IamState } from './state.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
export async function simulatePrincipalPolicy(input: SimulatePrincipalPolicyCommandInput, call: CallContext<IamState>) {
  const given = checked(input, 'PolicySourceArn', 'ActionNames');
  const { PolicySourceArn, ActionNames, ResourceArns = [], ContextEntries = [], ResourcePolicy } = given;
  checkActions(ActionNames);
  checkContext(ContextEntries);
  checkResources(ResourceArns);
  checkResourceHandling(given.ResourceHandlingOption, ResourceArns);
  checkSourceAccount(PolicySourceArn, call.account);
  const source = await policySource(PolicySourceArn, call);
  const { excludes, boundary: withoutBoundary } = policyExclusion(given.PolicyExclusionList ?? []);
  const ownBoundary = source.boundary === undefined || withoutBoundary ? undefined : [source.boundary];
  const identity = source.identity.filter((policy) => !excludes(policy));
  // A group cannot call: the simulation has to say who does when a resource policy asks.
  const callerArn = given.CallerArn ?? (source.kind === 'group' ? undefined : PolicySourceArn);
  const userId = callerArn === PolicySourceArn ? { userId: source.entity.id } : {};
  const results = simulate({
    identity: [...identity, ...inputPolicies('PolicyInputList', given.PolicyInputList ?? [])],
    boundary: boundaryPolicies(given.PermissionsBoundaryPolicyInputList) ?? ownBoundary,
    ...resourcePolicyInput(ResourcePolicy, callerArn),
    actions: ActionNames,
    resources: ResourceArns,
    resourceAccount: ownerAccount(given.ResourceOwner),
    principal: { ...simulatedPrincipal(callerArn, call.account, ResourcePolicy, ContextEntries), ...userId },
    isKnownPrincipal: callerArn !== undefined,
    context: ContextEntries,
  });
  const { items, ...paging } = page([...results.entries()], given, ([index]) => String(index));
  return { EvaluationResults: items.map(([, result]) => result), ...paging };
}
simulatePrincipalPolicy.access = access<IamState, SimulatePrincipalPolicyCommandInput>(
  'iam:SimulatePrincipalPolicy',
  ({ PolicySourceArn }) => (typeof PolicySourceArn === 'string' ? PolicySourceArn : '*'),
);
