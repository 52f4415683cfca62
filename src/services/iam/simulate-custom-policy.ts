import type { SimulateCustomPolicyCommandInput } from '@aws-sdk/client-iam';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { checked } from './input.ts';
import { page } from './paging.ts';
import { simulate } from './simulation.ts';
import {
  boundaryPolicies,
  checkActions,
  checkContext,
  checkResourceHandling,
  checkResources,
  inputPolicies,
  organizationPolicies,
  ownerAccount,
  resourcePolicyInput,
  simulatedPrincipal,
} from './simulation-input.ts';
import type { IamState } from './state.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html */
export async function simulateCustomPolicy(input: SimulateCustomPolicyCommandInput, call: CallContext<IamState>) {
  const given = checked(input, 'PolicyInputList', 'ActionNames');
  const { ActionNames, ResourceArns = [], ContextEntries = [], CallerArn, ResourcePolicy } = given;
  checkActions(ActionNames);
  checkContext(ContextEntries);
  checkResources(ResourceArns);
  checkResourceHandling(given.ResourceHandlingOption, ResourceArns);
  const results = simulate({
    identity: inputPolicies('PolicyInputList', given.PolicyInputList),
    boundary: boundaryPolicies(given.PermissionsBoundaryPolicyInputList),
    serviceControl: organizationPolicies(given.OrderedOrganizationPolicyInputList),
    ...resourcePolicyInput(ResourcePolicy, CallerArn),
    actions: ActionNames,
    resources: ResourceArns,
    resourceAccount: ownerAccount(given.ResourceOwner),
    principal: simulatedPrincipal(CallerArn, call.account, ResourcePolicy, ContextEntries),
    isKnownPrincipal: CallerArn !== undefined,
    context: ContextEntries,
  });
  const { items, ...paging } = page([...results.entries()], given, ([index]) => String(index));
  return { EvaluationResults: items.map(([, result]) => result), ...paging };
}
simulateCustomPolicy.access = accessToAll('iam:SimulateCustomPolicy');
