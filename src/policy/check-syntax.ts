import { operatorName } from './condition-operators.ts';
import { refuse, SYNTAX_ERRORS } from './policy-refusal.ts';

export type RawObject = Readonly<Record<string, unknown>>;

const DOCUMENT_KEYS = ['Version', 'Id', 'Statement'];
const STATEMENT_KEYS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const EXCLUSIVE_PAIRS = [
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
  ['Principal', 'NotPrincipal'],
] as const;
const PRINCIPAL_KINDS = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

export const isObject = (value: unknown): value is RawObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

function expect(holds: boolean): void {
  if (!holds) refuse(SYNTAX_ERRORS);
}

/** The statements of a document, once its elements have the right names and types. */
export function checkSyntax(document: RawObject): readonly RawObject[] {
  expect(Object.keys(document).every((key) => DOCUMENT_KEYS.includes(key)));
  expect(document['Id'] === undefined || typeof document['Id'] === 'string');
  expect(document['Version'] === undefined || typeof document['Version'] === 'string');
  const given = document['Statement'];
  const statements: readonly unknown[] = Array.isArray(given) ? given : [given];
  expect(statements.length > 0);
  return statements.map(checkStatement);
}

function checkStatement(statement: unknown): RawObject {
  if (!isObject(statement)) refuse(SYNTAX_ERRORS);
  expect(Object.keys(statement).every((key) => STATEMENT_KEYS.includes(key)));
  for (const [one, other] of EXCLUSIVE_PAIRS) expect(statement[one] === undefined || statement[other] === undefined);
  const sid = statement['Sid'];
  expect(sid === undefined || typeof sid === 'string');
  const effect = statement['Effect'];
  // An Effect in another case is a matter of the legacy parser.
  expect(typeof effect === 'string' && /^(allow|deny)$/i.test(effect));
  for (const key of ['Action', 'NotAction', 'Resource', 'NotResource']) {
    expect(statement[key] === undefined || isTextOrTexts(statement[key]));
  }
  checkPrincipal(statement['Principal'] ?? statement['NotPrincipal']);
  checkCondition(statement['Condition']);
  return statement;
}

const isTextOrTexts = (value: unknown) =>
  typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));

function checkPrincipal(principal: unknown): void {
  if (principal === undefined || typeof principal === 'string') return;
  if (!isObject(principal)) refuse(SYNTAX_ERRORS);
  for (const [kind, names] of Object.entries(principal)) expect(PRINCIPAL_KINDS.includes(kind) && isTextOrTexts(names));
}

function checkCondition(condition: unknown): void {
  if (condition === undefined) return;
  if (!isObject(condition)) refuse(SYNTAX_ERRORS);
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isObject(keys)) refuse(SYNTAX_ERRORS);
    const values = Object.values(keys);
    // IAM lets an unknown operator pass as long as it tests nothing.
    expect(values.length === 0 || operatorName(operator) !== undefined);
    expect(values.every((value) => isScalar(value) || (Array.isArray(value) && value.every(isScalar))));
  }
}

/** The texts of an element that may be one or a list. */
export function textsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
