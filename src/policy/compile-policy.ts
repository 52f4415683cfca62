import { Lru } from '../std/lru.ts';
import { type ConditionTest, compileConditions } from './compile-condition.ts';
import { compilePrincipals, type PrincipalMatcher } from './compile-principal.ts';
import { type Matcher, patternMatcher } from './pattern.ts';
import { type PolicyDocument, type PolicyStatement, parsePolicy, parseStatement } from './policy-document.ts';
import type { ContextReader } from './request-context.ts';
import { type ScannedPolicy, type ScannedStatement, scanPolicy, spanMatches } from './scan-policy.ts';
import { matchesWildcards } from './wildcard.ts';

const COMPILED_POLICIES_KEPT = 2_000;
const ACTIONS_KEPT = 512;

/** One statement, ready to be asked. Its parts are compiled when they are first needed. */
export class CompiledStatement {
  readonly source: PolicyStatement;
  /** Its place in the document, from 0. */
  readonly index: number;
  readonly effect: 'Allow' | 'Deny';
  readonly #variables: boolean;
  #resources: readonly Matcher[] | undefined;
  #conditions: readonly ConditionTest[] | undefined;
  #principals: PrincipalMatcher | undefined;

  constructor(source: PolicyStatement, index: number, variables: boolean) {
    this.source = source;
    this.index = index;
    this.effect = source.effect;
    this.#variables = variables;
  }

  /** @param action in lower case */
  isAbout(action: string): boolean {
    for (const pattern of this.source.actions) {
      if (matchesWildcards(pattern.toLowerCase(), action)) return !this.source.notActions;
    }
    return this.source.notActions;
  }

  covers(resource: string, context: ContextReader): boolean {
    const { resources } = this.source;
    if (resources === undefined) return true;
    this.#resources ??= resources.map((pattern) =>
      patternMatcher(completeArn(pattern), { variables: this.#variables, wildcards: true }),
    );
    for (const matches of this.#resources) if (matches(resource, context)) return !this.source.notResources;
    return this.source.notResources;
  }

  holds(context: ContextReader): boolean {
    this.#conditions ??= compileConditions(this.source.conditions, this.#variables);
    for (const test of this.#conditions) if (!test(context)) return false;
    return true;
  }

  get principals(): PrincipalMatcher {
    if (this.#principals !== undefined) return this.#principals;
    const { effect, principals, notPrincipals, conditions } = this.source;
    this.#principals = compilePrincipals({
      effect,
      principals,
      notPrincipals,
      conditionKeys: Object.values(conditions).flatMap((keys) => Object.keys(keys).map((key) => key.toLowerCase())),
    });
    return this.#principals;
  }
}

export class CompiledPolicy {
  readonly text: string;
  readonly #scanned: ScannedPolicy | undefined;
  readonly #byAction = new Map<string, readonly CompiledStatement[]>();
  #document: PolicyDocument | undefined;
  /** All of them where the document could not be scanned, else those that were asked for. */
  #statements: (CompiledStatement | undefined)[];
  #isWhole: boolean;

  /** @throws UnreadablePolicy for text that is no JSON object */
  constructor(text: string) {
    this.text = text;
    this.#scanned = scanPolicy(text);
    this.#isWhole = this.#scanned === undefined;
    this.#statements = this.#scanned === undefined ? compiledStatements(this.document) : [];
  }

  get document(): PolicyDocument {
    this.#document ??= parsePolicy(this.text);
    return this.#document;
  }

  get statements(): readonly CompiledStatement[] {
    if (!this.#isWhole) {
      const made = this.#statements;
      this.#statements = compiledStatements(this.document).map((statement, index) => made[index] ?? statement);
      this.#isWhole = true;
    }
    return this.#statements as readonly CompiledStatement[];
  }

  /** The statements that are about an action, whose case does not matter. */
  statementsFor(action: string): readonly CompiledStatement[] {
    const known = this.#byAction.get(action);
    if (known !== undefined) return known;
    const lower = action.toLowerCase();
    const found =
      this.#scanned === undefined
        ? this.statements.filter((statement) => statement.isAbout(lower))
        : this.#scannedFor(lower, this.#scanned);
    if (this.#byAction.size >= ACTIONS_KEPT) this.#byAction.clear();
    this.#byAction.set(action, found);
    return found;
  }

  #scannedFor(action: string, { bytes, statements, spans, version }: ScannedPolicy): readonly CompiledStatement[] {
    const found: CompiledStatement[] = [];
    for (let index = 0; index < statements.length; index++) {
      const scanned = statements[index];
      if (scanned === undefined || isAbout(bytes, scanned, spans, action) === scanned.notActions) continue;
      let statement = this.#statements[index];
      if (statement === undefined) {
        const source = parseStatement(this.text.slice(scanned.from, scanned.to));
        statement = new CompiledStatement(source, index, version === '2012-10-17');
        this.#statements[index] = statement;
      }
      found.push(statement);
    }
    return found;
  }
}

const compiledStatements = ({ statements, version }: PolicyDocument): CompiledStatement[] =>
  statements.map((statement, index) => new CompiledStatement(statement, index, version === '2012-10-17'));

/** Whether one of the statement's actions matches. */
function isAbout(
  bytes: Uint8Array,
  { firstSpan, endSpan }: ScannedStatement,
  spans: readonly number[],
  action: string,
): boolean {
  for (let span = firstSpan; span < endSpan; span += 2) {
    if (spanMatches(bytes, spans[span] ?? 0, spans[span + 1] ?? 0, action)) return true;
  }
  return false;
}

/** IAM completes an ARN of fewer than six parts with wildcards; a `*` at the end of a part reaches beyond its colon. */
function completeArn(pattern: string): string {
  if (!pattern.startsWith('arn:')) return pattern;
  const fixed = pattern.includes('${') ? pattern.replace(/\$\{[^}]*\}/g, '') : pattern;
  let parts = 1;
  for (let at = fixed.indexOf(':'); at >= 0 && parts < 6; at = fixed.indexOf(':', at + 1)) parts++;
  return parts === 6 ? pattern : `${pattern}${':*'.repeat(6 - parts)}`;
}

const compiled = new Lru<string, CompiledPolicy>(COMPILED_POLICIES_KEPT);

/** Most of what tells a text from others: the hash of a whole text costs as much as its compilation. */
const shortened = (text: string) =>
  `${text.length} ${text.slice(text.length >> 1, (text.length >> 1) + 24)} ${text.slice(-48)}`;

/**
 * The compiled form of a policy's text, compiled once and kept by its text.
 * @throws UnreadablePolicy for text that is no JSON object
 */
export function compilePolicy(text: string): CompiledPolicy {
  const key = shortened(text);
  const known = compiled.get(key);
  if (known?.text === text) return known;
  const policy = new CompiledPolicy(text);
  compiled.set(key, policy);
  return policy;
}
