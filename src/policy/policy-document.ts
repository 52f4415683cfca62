/** Operator -> key -> values, as texts. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** `*`, or names by kind (`AWS`, `Service`, `Federated`, `CanonicalUser`). */
export type PrincipalBlock = '*' | Readonly<Record<string, readonly string[]>>;

export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** The actions are those the statement is not about. */
  readonly notActions: boolean;
  /** `undefined` where the statement names none: a role's trust policy. */
  readonly resources: readonly string[] | undefined;
  readonly notResources: boolean;
  readonly principals: PrincipalBlock | undefined;
  readonly notPrincipals: boolean;
  readonly conditions: ConditionBlock;
}

export interface PolicyDocument {
  readonly version: '2008-10-17' | '2012-10-17';
  readonly statements: readonly PolicyStatement[];
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A document that is no JSON object. */
export class UnreadablePolicy extends Error {}

function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return value === undefined || typeof value === 'object' ? [] : [String(value)];
  if (value.every((one) => typeof one === 'string')) return value;
  return value.filter((one) => one !== undefined && typeof one !== 'object').map(String);
}

const byName = (value: Json): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(value).map(([name, values]) => [name, texts(values)]));

function principalBlock(value: unknown): PrincipalBlock | undefined {
  if (value === undefined) return undefined;
  if (isObject(value)) return byName(value);
  return texts(value).includes('*') ? '*' : {};
}

function conditionBlock(value: unknown): ConditionBlock {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => [operator, isObject(keys) ? byName(keys) : {}]),
  );
}

/** Reads the elements of a statement when they are asked for: most statements are about other actions. */
class ReadStatement implements PolicyStatement {
  readonly #value: Json;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: boolean;
  #resources: readonly string[] | undefined;

  constructor(value: Json) {
    this.#value = value;
    // What is not clearly an Allow grants nothing.
    this.effect = value['Effect'] === 'Allow' ? 'Allow' : 'Deny';
    this.actions = texts(value['Action'] ?? value['NotAction']);
    this.notActions = value['Action'] === undefined && value['NotAction'] !== undefined;
  }

  get sid(): string | undefined {
    return typeof this.#value['Sid'] === 'string' ? this.#value['Sid'] : undefined;
  }

  get resources(): readonly string[] | undefined {
    const given = this.#value['Resource'] ?? this.#value['NotResource'];
    if (given !== undefined) this.#resources ??= texts(given);
    return this.#resources;
  }

  get notResources(): boolean {
    return this.#value['Resource'] === undefined && this.#value['NotResource'] !== undefined;
  }

  get principals(): PrincipalBlock | undefined {
    return principalBlock(this.#value['Principal'] ?? this.#value['NotPrincipal']);
  }

  get notPrincipals(): boolean {
    return this.#value['Principal'] === undefined && this.#value['NotPrincipal'] !== undefined;
  }

  get conditions(): ConditionBlock {
    return conditionBlock(this.#value['Condition']);
  }
}

/**
 * Reads a document into one form: lists for single values, texts for numbers and booleans. Takes what IAM accepts;
 * `validatePolicy` says what it refuses.
 * @throws UnreadablePolicy for text that is no JSON object
 */
export function parsePolicy(text: string): PolicyDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new UnreadablePolicy('The policy is not JSON', { cause });
  }
  if (!isObject(document)) throw new UnreadablePolicy('The policy is not a JSON object');
  const statements = document['Statement'];
  return {
    version: document['Version'] === '2012-10-17' ? '2012-10-17' : '2008-10-17',
    statements: (Array.isArray(statements) ? statements : [statements])
      .filter(isObject)
      .map((one) => new ReadStatement(one)),
  };
}

/** One statement of a document that `scanPolicy` has read. */
export const parseStatement = (text: string): PolicyStatement => new ReadStatement(JSON.parse(text) as Json);
