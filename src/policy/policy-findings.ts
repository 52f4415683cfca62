import { type PolicyDocument, type PolicyStatement, parsePolicy } from './policy-document.ts';
import type { PolicyKind } from './policy-refusal.ts';
import { wildcardMatcher } from './wildcard.ts';

export type FindingType = 'ERROR' | 'SECURITY_WARNING' | 'WARNING' | 'SUGGESTION';

/** One remark, in the form and with the issue codes of Access Analyzer's ValidatePolicy. */
export interface PolicyFinding {
  readonly findingType: FindingType;
  readonly issueCode: string;
  readonly findingDetails: string;
  /** Of the statement, from 0; `undefined` for the document. */
  readonly statementIndex: number | undefined;
  readonly element: string | undefined;
}

/** What is known of AWS's services. Without it, no service or action is called unknown. */
export interface ActionCatalogue {
  hasService(prefix: string): boolean;
  hasAction(prefix: string, action: string): boolean;
  /** All actions of a service. */
  actions(prefix: string): readonly string[];
}

type Report = (finding: Omit<PolicyFinding, 'statementIndex'>) => void;

/**
 * What is allowed and yet worth a remark; see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 * @throws UnreadablePolicy for text that is no JSON object
 */
export function policyFindings(text: string, kind: PolicyKind, catalogue?: ActionCatalogue): readonly PolicyFinding[] {
  const document = parsePolicy(text);
  const findings: PolicyFinding[] = [];
  if (!/"Version"\s*:/.test(text)) {
    findings.push({
      findingType: 'WARNING',
      issueCode: 'MISSING_VERSION',
      findingDetails: 'We recommend that you specify the Version element to help you with debugging permission issues.',
      statementIndex: undefined,
      element: 'Version',
    });
  }
  for (const [index, statement] of document.statements.entries()) {
    const report: Report = (finding) => findings.push({ ...finding, statementIndex: index });
    emptyElements(statement, report);
    for (const action of statement.actions) unknownAction(action, report, catalogue);
    redundantActions(statement, report);
    for (const resource of statement.resources ?? []) incompleteArn(resource, report);
    if (kind !== 'trust') passRole(statement, report);
    if (statement.effect === 'Allow' && statement.notPrincipals) {
      report({
        findingType: 'SECURITY_WARNING',
        issueCode: 'ALLOW_WITH_NOT_PRINCIPAL',
        findingDetails:
          'Using Allow with NotPrincipal can be overly permissive. We recommend that you use Principal instead.',
        element: 'NotPrincipal',
      });
    }
  }
  return [...findings, ...redundantStatements(document)];
}

function emptyElements(statement: PolicyStatement, report: Report): void {
  if (statement.actions.length === 0) {
    report({
      findingType: 'SUGGESTION',
      issueCode: 'EMPTY_ARRAY_ACTION',
      findingDetails: 'This statement includes no actions and does not affect the policy. Specify actions.',
      element: statement.notActions ? 'NotAction' : 'Action',
    });
  }
  if (statement.resources?.length === 0) {
    report({
      findingType: 'SUGGESTION',
      issueCode: 'EMPTY_ARRAY_RESOURCE',
      findingDetails: 'This statement includes no resources and does not affect the policy. Specify resources.',
      element: statement.notResources ? 'NotResource' : 'Resource',
    });
  }
  for (const [operator, keys] of Object.entries(statement.conditions)) {
    if (Object.keys(keys).length > 0) continue;
    report({
      findingType: 'SUGGESTION',
      issueCode: 'EMPTY_OBJECT_CONDITION',
      findingDetails: 'This condition block is empty and it does not affect the policy. Specify conditions.',
      element: `Condition.${operator}`,
    });
  }
}

function unknownAction(action: string, report: Report, catalogue: ActionCatalogue | undefined): void {
  const [service = '', name] = action.split(':');
  if (catalogue === undefined || name === undefined) return;
  if (!catalogue.hasService(service.toLowerCase())) {
    report({
      findingType: 'ERROR',
      issueCode: 'INVALID_SERVICE_IN_ACTION',
      findingDetails: `The service ${service} specified in the action does not exist.`,
      element: 'Action',
    });
  } else if (/[*?]/.test(name)) {
    const matches = wildcardMatcher(name.toLowerCase());
    if (catalogue.actions(service.toLowerCase()).some((one) => matches(one.toLowerCase()))) return;
    report({
      findingType: 'ERROR',
      issueCode: 'INVALID_ACTION',
      findingDetails: `The action ${action} does not match any actions. Use a valid action.`,
      element: 'Action',
    });
  } else if (!catalogue.hasAction(service.toLowerCase(), name)) {
    report({
      findingType: 'ERROR',
      issueCode: 'INVALID_ACTION',
      findingDetails: `The action ${action} does not exist.`,
      element: 'Action',
    });
  }
}

function redundantActions({ actions, notActions }: PolicyStatement, report: Report): void {
  const redundant = redundantPatterns(actions.map((action) => action.toLowerCase()));
  if (redundant === 0) return;
  report({
    findingType: 'SUGGESTION',
    issueCode: 'REDUNDANT_ACTION',
    findingDetails: `The ${redundant} action(s) are redundant because they provide similar permissions. Update the policy to remove the redundant action.`,
    element: notActions ? 'NotAction' : 'Action',
  });
}

function redundantPatterns(patterns: readonly string[]): number {
  return patterns.filter((one, index) =>
    patterns.some((other, at) => (other === one ? at < index : covers(other, one))),
  ).length;
}

/** Whether a pattern matches all that another one matches; no answer counts as no. */
function covers(pattern: string, other: string): boolean {
  if (pattern === other || pattern === '*') return true;
  return !pattern.includes('?') && !pattern.includes('${') && wildcardMatcher(pattern)(other);
}

function incompleteArn(resource: string, report: Report): void {
  if (resource === '*' || !resource.startsWith('arn:')) return;
  const fields = resource.replace(/\$\{[^}]*\}/g, '').split(':').length;
  if (fields >= 6) return;
  report({
    findingType: 'ERROR',
    issueCode: 'MISSING_ARN_FIELD',
    findingDetails:
      'Resource ARNs must include at least 6 fields in the following structure: arn:partition:service:region:account:resource',
    element: 'Resource',
  });
}

function passRole(statement: PolicyStatement, report: Report): void {
  if (statement.effect !== 'Allow' || statement.notActions) return;
  const keys = Object.values(statement.conditions).flatMap((block) => Object.keys(block));
  if (keys.some((key) => /^iam:(PassedToService|AssociatedResourceArn)$/i.test(key))) return;
  const resources = statement.resources ?? [];
  const open = resources.some((one) => one === '*' || /^arn:[^:]*:iam::[^:]*:(\*|role\/\*)$/.test(one));
  const grants = statement.actions.filter((one) => one !== '*' && wildcardMatcher(one.toLowerCase())('iam:passrole'));
  const [action] = grants;
  if (!open || action === undefined) return;
  const exact = action.toLowerCase() === 'iam:passrole';
  report({
    findingType: 'SECURITY_WARNING',
    issueCode: exact ? 'PASS_ROLE_WITH_STAR_IN_RESOURCE' : 'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE',
    findingDetails: exact
      ? 'Using the iam:PassRole action with wildcards (*) in the resource can be overly permissive because it allows iam:PassRole permissions on multiple resources. We recommend that you specify resource ARNs or add the iam:PassedToService condition key to your statement.'
      : 'Using wildcards (*) in the action and the resource can be overly permissive because it allows iam:PassRole permissions on all resources. We recommend that you specify resource ARNs or add the iam:PassedToService condition key to your statement.',
    element: 'Resource',
  });
}

/** Statements whose every action and resource another statement of the same kind has too. */
function redundantStatements({ statements }: PolicyDocument): readonly PolicyFinding[] {
  return statements.flatMap((one, index) => {
    const covering = statements.findIndex(
      (other, at) => at !== index && includes(other, one) && (!includes(one, other) || at < index),
    );
    if (covering < 0) return [];
    const finding: PolicyFinding = {
      findingType: 'SUGGESTION',
      issueCode: 'REDUNDANT_STATEMENT',
      findingDetails:
        'The statements are redundant because they provide the same permissions. Update the policy to remove the redundant statement.',
      statementIndex: index,
      element: undefined,
    };
    return [finding];
  });
}

function includes(wide: PolicyStatement, narrow: PolicyStatement): boolean {
  const comparable = (one: PolicyStatement) => !one.notActions && !one.notResources && !one.notPrincipals;
  if (!comparable(wide) || !comparable(narrow) || wide.effect !== narrow.effect) return false;
  if (narrow.actions.length === 0 || narrow.resources?.length === 0) return false;
  if (JSON.stringify(wide.principals) !== JSON.stringify(narrow.principals)) return false;
  const unconditional = Object.keys(wide.conditions).length === 0;
  if (!unconditional && JSON.stringify(wide.conditions) !== JSON.stringify(narrow.conditions)) return false;
  const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase());
  const all = (patterns: readonly string[], others: readonly string[]) =>
    others.every((other) => patterns.some((pattern) => covers(pattern, other)));
  return all(lower(wide.actions), lower(narrow.actions)) && all(wide.resources ?? ['*'], narrow.resources ?? ['*']);
}
