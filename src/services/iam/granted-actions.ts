import { parsePolicy } from '../../policy/policy-document.ts';
import { wildcardMatcher } from '../../policy/wildcard.ts';
import { actionCatalogue } from './action-catalogue.ts';

/** Whether policies allow any action of a service; denials and conditions are not looked at, as IAM's reports do not. */
export function grantedActions(texts: readonly string[]): (service: string) => boolean {
  const allowing = texts
    .flatMap((text) => parsePolicy(text).statements)
    .filter(({ effect }) => effect === 'Allow')
    .map(({ actions, notActions }) => ({ patterns: actions.map((action) => action.toLowerCase()), notActions }));
  return (service) =>
    allowing.some(({ patterns, notActions }) => {
      if (notActions) return !patterns.some((pattern) => pattern === '*' || pattern === `${service}:*`);
      return patterns.some((pattern) => {
        if (pattern === '*' || pattern === `${service}:*`) return true;
        const colon = pattern.indexOf(':');
        if (colon < 0 || !wildcardMatcher(pattern.slice(0, colon))(service)) return false;
        const name = pattern.slice(colon + 1);
        if (!/[*?]/.test(name)) return true;
        const matches = wildcardMatcher(name);
        return actionCatalogue.actions(service).some((action) => matches(action.toLowerCase()));
      });
    });
}
