import type { ResourceType } from '../../../aws/resource-type.ts';
import type { IamState } from '../state.ts';
import { accessKey } from './access-key.ts';
import { group } from './group.ts';
import { groupPolicy, rolePolicy, userPolicy } from './inline-policy.ts';
import { instanceProfile } from './instance-profile.ts';
import { managedPolicy } from './managed-policy.ts';
import { oidcProvider } from './oidc-provider.ts';
import { policy } from './policy.ts';
import { role } from './role.ts';
import { samlProvider } from './saml-provider.ts';
import { serviceLinkedRole } from './service-linked-role.ts';
import { user } from './user.ts';
import { userToGroupAddition } from './user-to-group-addition.ts';

/** The CloudFormation types of IAM. */
// biome-ignore lint/suspicious/noExplicitAny: resource types of one service differ in properties
export const resources: readonly ResourceType<IamState, any>[] = [
  role,
  policy,
  managedPolicy,
  user,
  group,
  userToGroupAddition,
  accessKey,
  instanceProfile,
  rolePolicy,
  userPolicy,
  groupPolicy,
  serviceLinkedRole,
  oidcProvider,
  samlProvider,
];
