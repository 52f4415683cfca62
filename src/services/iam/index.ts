import type { ServiceDefinition } from '../../aws/service.ts';
import type { Platform } from '../platform.ts';
import * as keys from './access-keys.ts';
import * as alias from './account-alias.ts';
import { getAccountSummary } from './account-summary.ts';
import * as attachments from './attachments.ts';
import { getAccountAuthorizationDetails } from './authorization-details.ts';
import { getContextKeysForCustomPolicy, getContextKeysForPrincipalPolicy } from './context-keys.ts';
import { generateCredentialReport, getCredentialReport } from './credential-report.ts';
import { addUserToGroup, listGroupsForUser, removeUserFromGroup } from './group-membership.ts';
import { createGroup, deleteGroup, getGroup, listGroups, updateGroup } from './groups.ts';
import * as inline from './inline-policies.ts';
import * as profiles from './instance-profiles.ts';
import * as login from './login-profiles.ts';
import * as mfa from './mfa-devices.ts';
import * as oidc from './oidc-providers.ts';
import * as other from './other-credentials.ts';
import * as password from './password-policy.ts';
import * as boundaries from './permissions-boundaries.ts';
import { createPolicy, deletePolicy, getPolicy, listPolicies } from './policies.ts';
import { listPoliciesGrantingServiceAccess } from './policies-granting-service-access.ts';
import * as versions from './policy-versions.ts';
import { resources } from './resources/index.ts';
import * as roles from './roles.ts';
import * as saml from './saml-providers.ts';
import * as lastAccessed from './service-last-accessed.ts';
import * as linked from './service-linked-roles.ts';
import { simulateCustomPolicy } from './simulate-custom-policy.ts';
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts';
import { type IamState, newState } from './state.ts';
import * as tags from './tags.ts';
import { createUser, deleteUser, getUser, listUsers, updateUser } from './users.ts';

export const iam: ServiceDefinition<Platform, IamState> = {
  id: 'iam',
  client: () => import('@aws-sdk/client-iam'),
  newState,
  operations: {
    AddClientIDToOpenIDConnectProvider: oidc.addClientIdToOpenIdConnectProvider,
    AddRoleToInstanceProfile: profiles.addRoleToInstanceProfile,
    AddUserToGroup: addUserToGroup,
    AttachGroupPolicy: attachments.attachGroupPolicy,
    AttachRolePolicy: attachments.attachRolePolicy,
    AttachUserPolicy: attachments.attachUserPolicy,
    ChangePassword: login.changePassword,
    CreateAccessKey: keys.createAccessKey,
    CreateAccountAlias: alias.createAccountAlias,
    CreateGroup: createGroup,
    CreateInstanceProfile: profiles.createInstanceProfile,
    CreateLoginProfile: login.createLoginProfile,
    CreateOpenIDConnectProvider: oidc.createOpenIdConnectProvider,
    CreatePolicy: createPolicy,
    CreatePolicyVersion: versions.createPolicyVersion,
    CreateRole: roles.createRole,
    CreateSAMLProvider: saml.createSamlProvider,
    CreateServiceLinkedRole: linked.createServiceLinkedRole,
    CreateUser: createUser,
    CreateVirtualMFADevice: mfa.createVirtualMfaDevice,
    DeactivateMFADevice: mfa.deactivateMfaDevice,
    DeleteAccessKey: keys.deleteAccessKey,
    DeleteAccountAlias: alias.deleteAccountAlias,
    DeleteAccountPasswordPolicy: password.deleteAccountPasswordPolicy,
    DeleteGroup: deleteGroup,
    DeleteGroupPolicy: inline.deleteGroupPolicy,
    DeleteInstanceProfile: profiles.deleteInstanceProfile,
    DeleteLoginProfile: login.deleteLoginProfile,
    DeleteOpenIDConnectProvider: oidc.deleteOpenIdConnectProvider,
    DeletePolicy: deletePolicy,
    DeletePolicyVersion: versions.deletePolicyVersion,
    DeleteRole: roles.deleteRole,
    DeleteRolePermissionsBoundary: boundaries.deleteRolePermissionsBoundary,
    DeleteRolePolicy: inline.deleteRolePolicy,
    DeleteSAMLProvider: saml.deleteSamlProvider,
    DeleteServiceLinkedRole: linked.deleteServiceLinkedRole,
    DeleteUser: deleteUser,
    DeleteUserPermissionsBoundary: boundaries.deleteUserPermissionsBoundary,
    DeleteUserPolicy: inline.deleteUserPolicy,
    DeleteVirtualMFADevice: mfa.deleteVirtualMfaDevice,
    DetachGroupPolicy: attachments.detachGroupPolicy,
    DetachRolePolicy: attachments.detachRolePolicy,
    DetachUserPolicy: attachments.detachUserPolicy,
    EnableMFADevice: mfa.enableMfaDevice,
    GenerateCredentialReport: generateCredentialReport,
    GenerateServiceLastAccessedDetails: lastAccessed.generateServiceLastAccessedDetails,
    GetAccessKeyLastUsed: keys.getAccessKeyLastUsed,
    GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
    GetAccountPasswordPolicy: password.getAccountPasswordPolicy,
    GetAccountSummary: getAccountSummary,
    GetContextKeysForCustomPolicy: getContextKeysForCustomPolicy,
    GetContextKeysForPrincipalPolicy: getContextKeysForPrincipalPolicy,
    GetCredentialReport: getCredentialReport,
    GetGroup: getGroup,
    GetGroupPolicy: inline.getGroupPolicy,
    GetInstanceProfile: profiles.getInstanceProfile,
    GetLoginProfile: login.getLoginProfile,
    GetMFADevice: mfa.getMfaDevice,
    GetOpenIDConnectProvider: oidc.getOpenIdConnectProvider,
    GetPolicy: getPolicy,
    GetPolicyVersion: versions.getPolicyVersion,
    GetRole: roles.getRole,
    GetRolePolicy: inline.getRolePolicy,
    GetSAMLProvider: saml.getSamlProvider,
    GetServiceLastAccessedDetails: lastAccessed.getServiceLastAccessedDetails,
    GetServiceLastAccessedDetailsWithEntities: lastAccessed.getServiceLastAccessedDetailsWithEntities,
    GetServiceLinkedRoleDeletionStatus: linked.getServiceLinkedRoleDeletionStatus,
    GetUser: getUser,
    GetUserPolicy: inline.getUserPolicy,
    ListAccessKeys: keys.listAccessKeys,
    ListAccountAliases: alias.listAccountAliases,
    ListAttachedGroupPolicies: attachments.listAttachedGroupPolicies,
    ListAttachedRolePolicies: attachments.listAttachedRolePolicies,
    ListAttachedUserPolicies: attachments.listAttachedUserPolicies,
    ListEntitiesForPolicy: attachments.listEntitiesForPolicy,
    ListGroupPolicies: inline.listGroupPolicies,
    ListGroups: listGroups,
    ListGroupsForUser: listGroupsForUser,
    ListInstanceProfileTags: tags.instanceProfileTags.list,
    ListInstanceProfiles: profiles.listInstanceProfiles,
    ListInstanceProfilesForRole: profiles.listInstanceProfilesForRole,
    ListMFADevices: mfa.listMfaDevices,
    ListMFADeviceTags: tags.mfaDeviceTags.list,
    ListOpenIDConnectProviders: oidc.listOpenIdConnectProviders,
    ListOpenIDConnectProviderTags: tags.oidcProviderTags.list,
    ListPolicies: listPolicies,
    ListPoliciesGrantingServiceAccess: listPoliciesGrantingServiceAccess,
    ListPolicyTags: tags.policyTags.list,
    ListPolicyVersions: versions.listPolicyVersions,
    ListRolePolicies: inline.listRolePolicies,
    ListRoles: roles.listRoles,
    ListRoleTags: tags.roleTags.list,
    ListSAMLProviders: saml.listSamlProviders,
    ListSAMLProviderTags: tags.samlProviderTags.list,
    ListServerCertificates: other.listServerCertificates,
    ListServiceSpecificCredentials: other.listServiceSpecificCredentials,
    ListSigningCertificates: other.listSigningCertificates,
    ListSSHPublicKeys: other.listSshPublicKeys,
    ListUserPolicies: inline.listUserPolicies,
    ListUsers: listUsers,
    ListUserTags: tags.userTags.list,
    ListVirtualMFADevices: mfa.listVirtualMfaDevices,
    PutGroupPolicy: inline.putGroupPolicy,
    PutRolePermissionsBoundary: boundaries.putRolePermissionsBoundary,
    PutRolePolicy: inline.putRolePolicy,
    PutUserPermissionsBoundary: boundaries.putUserPermissionsBoundary,
    PutUserPolicy: inline.putUserPolicy,
    RemoveClientIDFromOpenIDConnectProvider: oidc.removeClientIdFromOpenIdConnectProvider,
    RemoveRoleFromInstanceProfile: profiles.removeRoleFromInstanceProfile,
    RemoveUserFromGroup: removeUserFromGroup,
    ResyncMFADevice: mfa.resyncMfaDevice,
    SetDefaultPolicyVersion: versions.setDefaultPolicyVersion,
    SimulateCustomPolicy: simulateCustomPolicy,
    SimulatePrincipalPolicy: simulatePrincipalPolicy,
    TagInstanceProfile: tags.instanceProfileTags.tag,
    TagMFADevice: tags.mfaDeviceTags.tag,
    TagOpenIDConnectProvider: tags.oidcProviderTags.tag,
    TagPolicy: tags.policyTags.tag,
    TagRole: tags.roleTags.tag,
    TagSAMLProvider: tags.samlProviderTags.tag,
    TagUser: tags.userTags.tag,
    UntagInstanceProfile: tags.instanceProfileTags.untag,
    UntagMFADevice: tags.mfaDeviceTags.untag,
    UntagOpenIDConnectProvider: tags.oidcProviderTags.untag,
    UntagPolicy: tags.policyTags.untag,
    UntagRole: tags.roleTags.untag,
    UntagSAMLProvider: tags.samlProviderTags.untag,
    UntagUser: tags.userTags.untag,
    UpdateAccessKey: keys.updateAccessKey,
    UpdateAccountPasswordPolicy: password.updateAccountPasswordPolicy,
    UpdateAssumeRolePolicy: roles.updateAssumeRolePolicy,
    UpdateGroup: updateGroup,
    UpdateLoginProfile: login.updateLoginProfile,
    UpdateOpenIDConnectProviderThumbprint: oidc.updateOpenIdConnectProviderThumbprint,
    UpdateRole: roles.updateRole,
    UpdateRoleDescription: roles.updateRoleDescription,
    UpdateSAMLProvider: saml.updateSamlProvider,
    UpdateUser: updateUser,
  },
  resources,
};
