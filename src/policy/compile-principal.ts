import type { PrincipalBlock } from './policy-document.ts';
import { isInAccount, type RequestPrincipal } from './request-principal.ts';

/**
 * How a statement names a principal:
 * - `account`: by its account, which leaves the decision to the account's own policies;
 * - `limited`: by what stands behind the session (its role, or the user who federated it), so that boundaries and session
 *   policies still limit it;
 * - `direct`: by itself, or as everyone.
 */
export type PrincipalMatch = 'none' | 'account' | 'limited' | 'direct';

export type PrincipalMatcher = (principal: RequestPrincipal) => PrincipalMatch;

const ACCOUNT_ROOT = /^arn:[^:]+:iam::(\d{12}):root$/;

interface Named {
  /** `"*"`, which is everyone in any kind of credentials. */
  readonly star: boolean;
  readonly accounts: ReadonlySet<string>;
  /** ARNs, unique ids, service names, providers and canonical ids: they cannot be mistaken for each other. */
  readonly awsNames: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly providers: ReadonlySet<string>;
  readonly canonicalIds: ReadonlySet<string>;
}

function named(block: PrincipalBlock): Named {
  const of = (kind: string) => (block === '*' ? [] : (block[kind] ?? []));
  const aws = of('AWS');
  const accountOf = (name: string) => (/^\d{12}$/.test(name) ? name : ACCOUNT_ROOT.exec(name)?.[1]);
  return {
    star: block === '*' || aws.includes('*'),
    accounts: new Set(aws.map(accountOf).filter((account) => account !== undefined)),
    awsNames: new Set(aws),
    services: new Set(of('Service')),
    providers: new Set(block === '*' ? ['*'] : of('Federated')),
    canonicalIds: new Set(of('CanonicalUser')),
  };
}

function match(names: Named, principal: RequestPrincipal, byPrincipalArn: boolean): PrincipalMatch {
  switch (principal.kind) {
    case 'service':
      return names.star || names.services.has('*') || names.services.has(principal.service) ? 'direct' : 'none';
    case 'federated':
      return names.providers.has('*') || names.providers.has(principal.provider) ? 'direct' : 'none';
    case 'anonymous':
      return names.star ? 'direct' : 'none';
  }
  const { awsNames } = names;
  const [id = ''] = principal.userId?.split(':') ?? [];
  const inAccount =
    names.accounts.has(principal.account) ||
    (principal.canonicalId !== undefined && names.canonicalIds.has(principal.canonicalId));
  if (principal.kind === 'root') return names.star || inAccount ? 'direct' : 'none';
  if (awsNames.has(principal.arn)) return 'direct';
  if (principal.kind === 'user' && awsNames.has(id)) return 'direct';
  // "*" with a condition on aws:PrincipalArn names the role, not its session.
  if (names.star && !(byPrincipalArn && principal.kind === 'assumedRole')) return 'direct';
  if (names.star) return 'limited';
  if (principal.kind === 'assumedRole' && (awsNames.has(principal.roleArn) || awsNames.has(id))) return 'limited';
  if (principal.kind === 'federatedUser' && principal.userArn !== undefined && awsNames.has(principal.userArn)) {
    return 'limited';
  }
  return inAccount ? 'account' : 'none';
}

/** Whether a NotPrincipal of a Deny spares a principal: each name it goes by has to be listed, the account's too. */
function spares(names: Named, principal: RequestPrincipal): boolean {
  if (!isInAccount(principal)) return match(names, principal, false) !== 'none';
  if (names.star) return true;
  if (!names.accounts.has(principal.account)) return false;
  if (principal.kind === 'root') return true;
  if (!names.awsNames.has(principal.arn)) return false;
  return principal.kind !== 'assumedRole' || names.awsNames.has(principal.roleArn);
}

/**
 * Who a statement of a resource or trust policy is about.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function compilePrincipals(statement: {
  readonly effect: 'Allow' | 'Deny';
  readonly principals: PrincipalBlock | undefined;
  readonly notPrincipals: boolean;
  readonly conditionKeys: readonly string[];
}): PrincipalMatcher {
  if (statement.principals === undefined) return () => 'none';
  const names = named(statement.principals);
  const byPrincipalArn = statement.conditionKeys.includes('aws:principalarn');
  if (!statement.notPrincipals) return (principal) => match(names, principal, byPrincipalArn);
  if (statement.effect === 'Deny') return (principal) => (spares(names, principal) ? 'none' : 'direct');
  return (principal) => (match(names, principal, false) === 'none' ? 'direct' : 'none');
}
