import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import type { IamState } from './state.ts';

/** IAM's quotas, under the names of GetAccountSummary. */
const QUOTAS = {
  UsersQuota: 5000,
  GroupsQuota: 300,
  GroupsPerUserQuota: 10,
  RolesQuota: 1000,
  InstanceProfilesQuota: 1000,
  PoliciesQuota: 1500,
  PolicySizeQuota: 6144,
  PolicyVersionsInUseQuota: 10_000,
  VersionsPerPolicyQuota: 5,
  AttachedPoliciesPerUserQuota: 10,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
  UserPolicySizeQuota: 2048,
  GroupPolicySizeQuota: 5120,
  RolePolicySizeQuota: 10_240,
  AssumeRolePolicySizeQuota: 2048,
  AccessKeysPerUserQuota: 2,
  SigningCertificatesPerUserQuota: 2,
  ServerCertificatesQuota: 20,
  GlobalEndpointTokenVersion: 1,
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export async function getAccountSummary(_input: object, { state }: CallContext<IamState>) {
  const [users, groups, roles, policies, profiles, devices, keys, oidc, saml] = await Promise.all([
    state.users.list(),
    state.groups.list(),
    state.roles.list(),
    state.policies.list(),
    state.instanceProfiles.list(),
    state.mfaDevices.list(),
    state.accessKeys.list(),
    state.oidcProviders.list(),
    state.samlProviders.list(),
  ]);
  return {
    SummaryMap: {
      ...QUOTAS,
      Users: users.length,
      Groups: groups.length,
      Roles: roles.length,
      Policies: policies.length,
      PolicyVersionsInUse: policies.reduce((sum, { versions }) => sum + versions.length, 0),
      InstanceProfiles: profiles.length,
      Providers: oidc.length + saml.length,
      MFADevices: devices.length,
      MFADevicesInUse: devices.filter(({ user }) => user !== undefined).length,
      ServerCertificates: 0,
      AccountAccessKeysPresent: keys.some(({ user }) => user === undefined) ? 1 : 0,
      AccountSigningCertificatesPresent: 0,
      AccountMFAEnabled: 0,
      AccountPasswordPresent: 1,
    },
  };
}
getAccountSummary.access = accessToAll('iam:GetAccountSummary');
