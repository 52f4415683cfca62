import type {
  GetContextKeysForCustomPolicyCommandInput,
  GetContextKeysForPrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { access, accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { contextKeys } from '../../policy/context-keys.ts';
import { checked } from './input.ts';
import { policySource } from './policy-source.ts';
import { inputPolicies } from './simulation-input.ts';
import type { IamState } from './state.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html */
export function getContextKeysForCustomPolicy(input: GetContextKeysForCustomPolicyCommandInput) {
  const policies = inputPolicies('PolicyInputList', checked(input, 'PolicyInputList').PolicyInputList);
  return { ContextKeyNames: contextKeys(policies.map(({ text }) => text)) };
}
getContextKeysForCustomPolicy.access = accessToAll('iam:GetContextKeysForCustomPolicy');

/** The keys of a user's, a group's or a role's policies, and of further ones. */
export async function getContextKeysForPrincipalPolicy(
  input: GetContextKeysForPrincipalPolicyCommandInput,
  call: CallContext<IamState>,
) {
  const { PolicySourceArn, PolicyInputList = [] } = checked(input, 'PolicySourceArn');
  const { identity } = await policySource(PolicySourceArn, call);
  const policies = [...identity, ...inputPolicies('PolicyInputList', PolicyInputList)];
  return { ContextKeyNames: contextKeys(policies.map(({ text }) => text)) };
}
getContextKeysForPrincipalPolicy.access = access<IamState, GetContextKeysForPrincipalPolicyCommandInput>(
  'iam:GetContextKeysForPrincipalPolicy',
  ({ PolicySourceArn }) => (typeof PolicySourceArn === 'string' ? PolicySourceArn : '*'),
);
