import { Lru } from '../std/lru.ts';
import { type ConditionTest, compileConditions } from './compile-condition.ts';
import { compilePrincipals, type PrincipalMatcher } from './compile-principal.ts';
import { type Matcher, patternMatcher } from './pattern.ts';
import { type PolicyDocument, type PolicyStatement, parsePolicy } from './policy-document.ts';
import type { ContextReader } from './request-context.ts';
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
  readonly document: PolicyDocument;
  readonly statements: readonly CompiledStatement[];
  readonly #byAction = new Map<string, readonly CompiledStatement[]>();

  constructor(document: PolicyDocument) {
    this.document = document;
    this.statements = document.statements.map(
      (statement, index) => new CompiledStatement(statement, index, document.version === '2012-10-17'),
    );
  }

  /** The statements that are about an action, whose case does not matter. */
  statementsFor(action: string): readonly CompiledStatement[] {
    const known = this.#byAction.get(action);
    if (known !== undefined) return known;
    const lower = action.toLowerCase();
    const found = this.statements.filter((statement) => statement.isAbout(lower));
    if (this.#byAction.size >= ACTIONS_KEPT) this.#byAction.clear();
    this.#byAction.set(action, found);
    return found;
  }
}

/** IAM completes an ARN of fewer than six parts with wildcards; a `*` at the end of a part reaches beyond its colon. */
function completeArn(pattern: string): string {
  if (!pattern.startsWith('arn:')) return pattern;
  const parts = pattern.replace(/\$\{[^}]*\}/g, '').split(':').length;
  return parts >= 6 ? pattern : `${pattern}${':*'.repeat(6 - parts)}`;
}

const compiled = new Lru<string, CompiledPolicy>(COMPILED_POLICIES_KEPT);

/**
 * The compiled form of a policy's text, compiled once and kept by its text.
 * @throws UnreadablePolicy for text that is no JSON object
 */
export function compilePolicy(text: string): CompiledPolicy {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const policy = new CompiledPolicy(parsePolicy(text));
  compiled.set(text, policy);
  return policy;
}
