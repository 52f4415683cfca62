import { checkAction } from './check-action.ts';
import { checkPrincipalForm } from './check-principal.ts';
import { checkLegacyResource, checkResourceArn } from './check-resource-arn.ts';
import { checkSyntax, isObject, type RawObject, textsOf } from './check-syntax.ts';
import { policyDate } from './policy-date.ts';
import {
  LEGACY_PARSING,
  MalformedPolicy,
  type PolicyKind,
  type PolicyRefusal,
  refuse,
  SYNTAX_ERRORS,
} from './policy-refusal.ts';
import { hasRepeatedKey } from './repeated-key.ts';
import { wildcardMatcher } from './wildcard.ts';

const VERSIONS = ['2008-10-17', '2012-10-17'];
const TRUST_ACTIONS = [
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:setcontext',
  'sts:setsourceidentity',
  'sts:tagsession',
];

/**
 * Whether a document is put on something, or only tried: a trial asks neither whether the names of principals have a form
 * that exists nor what single services refuse (a resource policy without a resource, which ECR's have; an Allow with
 * NotPrincipal; Sids with other letters; space in front).
 */
export type PolicyUse = 'stored' | 'simulated';

/**
 * The refusal that AWS gives a document, with AWS's first complaint when there are several; `undefined` for one that it
 * takes. Sizes are `policySizeRefusal`'s. `identity` is a managed policy, `inline` one of a user, a group or a role.
 */
export function validatePolicy(
  document: string,
  kind: PolicyKind | 'inline',
  use: PolicyUse = 'stored',
): PolicyRefusal | undefined {
  try {
    const parsed = parsedObject(use === 'stored' ? document : document.trimStart(), kind);
    const statements = checkSyntax(parsed);
    if (kind === 'trust') checkTrustPolicy(parsed, statements);
    else if (kind === 'resource') checkResourcePolicy(parsed, statements, use);
    else if (kind === 'identity' || kind === 'inline') checkIdentityPolicy(parsed, statements, kind, use);
    else checkControlPolicy(parsed, statements, kind);
    return undefined;
  } catch (error) {
    if (!(error instanceof MalformedPolicy)) throw error;
    // Organizations does not say what is wrong.
    return kind === 'scp' || kind === 'rcp'
      ? {
          code: 'MalformedPolicyDocumentException',
          message: 'The provided policy document does not meet the requirements of the specified policy type.',
        }
      : { code: 'MalformedPolicyDocument', message: error.message };
  }
}

function parsedObject(document: string, kind: PolicyKind | 'inline'): RawObject {
  const unreadable = kind === 'trust' ? 'This policy contains invalid Json' : SYNTAX_ERRORS;
  if (/^\s/.test(document)) refuse('JSON strings must not have leading spaces');
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return refuse(unreadable);
  }
  if (!isObject(parsed) || hasRepeatedKey(document)) return refuse(unreadable);
  return parsed;
}

/** An inline policy may be of the old version, or of none. */
function checkIdentityPolicy(
  document: RawObject,
  statements: readonly RawObject[],
  kind: 'identity' | 'inline',
  use: PolicyUse,
): void {
  if (document['Version'] !== undefined && !VERSIONS.includes(String(document['Version']))) refuse(SYNTAX_ERRORS);
  if (kind === 'identity' && document['Version'] !== '2012-10-17') {
    refuse('Policy document must be version 2012-10-17 or greater.');
  }
  checkLegacy(statements);
  checkUniqueSids(statements);
  if (use === 'stored') checkSids(statements);
  if (statements.some((one) => (one['Principal'] ?? one['NotPrincipal']) !== undefined)) {
    refuse('Policy document should not specify a principal.');
  }
  for (const one of statements) for (const resource of resourcesOf(one)) checkResourceArn(resource);
  checkActions(statements);
  if (statements.some((one) => resourcesOf(one).length === 0)) refuse('Policy statement must contain resources.');
}

function checkTrustPolicy(document: RawObject, statements: readonly RawObject[]): void {
  const version = document['Version'];
  if (version !== undefined && !VERSIONS.includes(String(version))) {
    refuse('The policy must contain a valid version string');
  }
  for (const one of statements) {
    for (const field of ['Resource', 'NotResource', 'NotPrincipal', 'NotAction']) {
      if (one[field] !== undefined) refuse(`Has prohibited field ${field}`);
    }
    if (one['Principal'] === undefined) refuse('Missing required field Principal');
    if (one['Action'] === undefined) refuse('Missing required field Action');
  }
  checkLegacy(statements);
  checkUniqueSids(statements);
  checkActions(statements);
  for (const one of statements) {
    if (!actionsOf(one).every(isTrustAction)) refuse('AssumeRole policy may only specify STS AssumeRole actions.');
    checkPrincipalForm(one['Principal']);
  }
}

function isTrustAction(action: string): boolean {
  const lower = action.toLowerCase();
  return lower.startsWith('sts:') && TRUST_ACTIONS.some(wildcardMatcher(lower));
}

function checkResourcePolicy(document: RawObject, statements: readonly RawObject[], use: PolicyUse): void {
  const version = document['Version'];
  if (version !== undefined && !VERSIONS.includes(String(version))) {
    refuse('The policy must contain a valid version string');
  }
  for (const one of statements) {
    const principal = one['Principal'] ?? one['NotPrincipal'];
    if (principal === undefined) refuse('Missing required field Principal');
    if (use === 'simulated' && isObject(principal)) continue;
    if (one['Effect'] === 'Allow' && one['NotPrincipal'] !== undefined) {
      refuse('Allow with NotPrincipal is not allowed.');
    }
    checkPrincipalForm(principal);
  }
  checkLegacy(statements);
  checkUniqueSids(statements);
  for (const one of statements) for (const resource of resourcesOf(one)) checkResourceArn(resource);
  checkActions(statements);
  if (use === 'simulated') return;
  if (statements.some((one) => resourcesOf(one).length === 0)) refuse('Missing required field Resource');
}

function checkControlPolicy(document: RawObject, statements: readonly RawObject[], kind: 'scp' | 'rcp'): void {
  if (document['Version'] !== '2012-10-17') refuse(SYNTAX_ERRORS);
  checkLegacy(statements);
  checkUniqueSids(statements);
  checkActions(statements);
  for (const one of statements) {
    if (kind === 'rcp') {
      const onlyDenies = one['Effect'] === 'Deny' && one['Principal'] === '*' && one['NotAction'] === undefined;
      if (!onlyDenies || actionsOf(one).includes('*')) refuse(SYNTAX_ERRORS);
    } else if ((one['Principal'] ?? one['NotPrincipal']) !== undefined) refuse(SYNTAX_ERRORS);
    if (resourcesOf(one).length === 0) refuse(SYNTAX_ERRORS);
    for (const resource of resourcesOf(one)) checkResourceArn(resource);
  }
}

const actionsOf = (statement: RawObject) => textsOf(statement['Action'] ?? statement['NotAction']);
const resourcesOf = (statement: RawObject) => textsOf(statement['Resource'] ?? statement['NotResource']);

function checkLegacy(statements: readonly RawObject[]): void {
  for (const statement of statements) {
    if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny') refuse(LEGACY_PARSING);
    for (const resource of resourcesOf(statement)) checkLegacyResource(resource);
    for (const [operator, keys] of Object.entries(isObject(statement['Condition']) ? statement['Condition'] : {})) {
      if (!/^(?:[a-z]+:)?date/i.test(operator) || !isObject(keys)) continue;
      if (Object.values(keys).flatMap(textsOf).some(isNoDate)) refuse(LEGACY_PARSING);
    }
  }
}

const isNoDate = (text: string) => policyDate(text) === undefined;

function checkUniqueSids(statements: readonly RawObject[]): void {
  const sids = statements.map((one) => one['Sid']).filter((sid) => sid !== undefined && sid !== '');
  if (new Set(sids).size < sids.length) refuse('Statement IDs (SID) in a single policy must be unique.');
}

/** Sids of bucket policies and the like may have spaces. */
function checkSids(statements: readonly RawObject[]): void {
  if (statements.every(({ Sid = '' }) => /^[0-9A-Za-z]*$/.test(String(Sid)))) return;
  refuse(
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  );
}

function checkActions(statements: readonly RawObject[]): void {
  for (const statement of statements) {
    const actions = actionsOf(statement);
    if (actions.length === 0) refuse('Policy statement must contain actions.');
    for (const action of actions) checkAction(action);
  }
}
