import { compilePolicy } from './compile-policy.ts';
import type { PolicyUse } from './smallest-policy.ts';
import { matchesWildcards } from './wildcard.ts';

/** One Allow statement of a policy, with what was made of it. */
export interface GrantUsage {
  readonly policyId: string;
  /** The statement's place in its policy, from 0. */
  readonly index: number;
  readonly actions: readonly ActionUsage[];
  readonly resources: readonly string[];
  /** It allows every resource, though all that was used of it has a name. */
  readonly allResources: boolean;
}

export interface ActionUsage {
  /** As the policy writes it, maybe with wildcards. */
  readonly pattern: string;
  /** The actions that were used by it. */
  readonly used: readonly string[];
}

/** What a role's policies grant, action by action, against what it used. Conditions are not looked at. */
export function policyUsage(
  policies: readonly { readonly id: string; readonly text: string }[],
  uses: readonly PolicyUse[],
): readonly GrantUsage[] {
  return policies.flatMap(({ id, text }) => {
    const { statements } = compilePolicy(text).document;
    return statements.flatMap((statement, index): GrantUsage[] => {
      if (statement.effect !== 'Allow') return [];
      const patterns = statement.resources ?? ['*'];
      const reached = uses.filter(
        ({ resource }) =>
          statement.notResources || patterns.some((one) => matchesWildcards(withoutVariables(one), resource)),
      );
      const actions = statement.actions.map((pattern) => ({
        pattern: statement.notActions ? `all but ${pattern}` : pattern,
        used: [
          ...new Set(
            reached
              .filter(
                ({ action }) => matchesWildcards(pattern.toLowerCase(), action.toLowerCase()) !== statement.notActions,
              )
              .map(({ action }) => action),
          ),
        ],
      }));
      const used = reached.filter(({ action }) => actions.some((one) => one.used.includes(action)));
      return [
        {
          policyId: id,
          index,
          actions,
          resources: patterns,
          allResources: patterns.includes('*') && used.length > 0 && used.every(({ resource }) => resource !== '*'),
        },
      ];
    });
  });
}

const withoutVariables = (pattern: string) => pattern.replace(/\$\{[^}]*\}/g, '*');
