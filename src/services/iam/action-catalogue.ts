import type { ActionCatalogue } from '../../policy/policy-findings.ts';
import { type IndexedLines, indexedLines } from '../../std/indexed-lines.ts';

/** What the service authorization reference says of an action. */
export interface ActionFacts {
  /** As AWS spells it: `PutItem`. */
  readonly name: string;
  /** `Read`, `Write`, `List`, `Tagging`, `Permissions management`. */
  readonly accessLevel: string;
  /** The types of resource that it is about; none for an action that knows no resource. */
  readonly resourceTypes: readonly string[];
  /** One of the types has to be named: all resources at once are none. */
  readonly needsResource: boolean;
  readonly conditionKeys: readonly string[];
}

/** What the service authorization reference says of a service. */
export interface ServiceFacts {
  /** `Amazon DynamoDB` */
  readonly name: string;
  /** By name in lower case. */
  readonly actions: ReadonlyMap<string, ActionFacts>;
  /** By type: the form of the ARN (`arn:${Partition}:dynamodb:...:table/${TableName}`). */
  readonly resources: ReadonlyMap<string, { readonly arn: string; readonly conditionKeys: readonly string[] }>;
}

interface Line {
  readonly name: string;
  readonly actions: Readonly<
    Record<string, readonly [level: string, types: readonly string[], keys: readonly string[]]>
  >;
  readonly resources: Readonly<Record<string, readonly [arn: string, keys: readonly string[]]>>;
}

let opened: IndexedLines<Line> | undefined;
const lines = (): IndexedLines<Line> => {
  opened ??= indexedLines<Line>('iam-actions.jsonl', 'generate-iam-data.mjs');
  return opened;
};
const known = new Map<string, ServiceFacts | undefined>();

/** The prefixes of all services that AWS has, in order. */
export const servicePrefixes = (): readonly string[] => lines().keys;

/**
 * What is known of the service whose actions begin with `prefix`; `undefined` for a service that AWS has not.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export function serviceFacts(prefix: string): ServiceFacts | undefined {
  if (!known.has(prefix)) {
    const line = lines().read(prefix);
    known.set(prefix, line && factsOf(line));
  }
  return known.get(prefix);
}

function factsOf({ name, actions, resources }: Line): ServiceFacts {
  return {
    name,
    actions: new Map(
      Object.entries(actions).map(([action, [accessLevel, resourceTypes, conditionKeys]]) => [
        action.toLowerCase(),
        {
          name: action,
          accessLevel,
          // A star marks a type that the action requires.
          resourceTypes: resourceTypes.map((type) => type.replace('*', '')),
          needsResource: resourceTypes.some((type) => type.endsWith('*')),
          conditionKeys,
        },
      ]),
    ),
    resources: new Map(Object.entries(resources).map(([type, [arn, conditionKeys]]) => [type, { arn, conditionKeys }])),
  };
}

/** What is known of `dynamodb:PutItem`, in any case. */
export function actionFacts(action: string): ActionFacts | undefined {
  const colon = action.indexOf(':');
  return serviceFacts(action.slice(0, colon).toLowerCase())?.actions.get(action.slice(colon + 1).toLowerCase());
}

function matchesForm(form: string, arn: string): boolean {
  const escaped = form
    .split(/\$\{[^}]*\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${escaped}$`).test(arn);
}

/** The form of an ARN among those of an action's resources; `undefined` when it has none of them. */
export function resourceForm(action: string, arn: string): string | undefined {
  const known = serviceFacts(action.slice(0, action.indexOf(':')).toLowerCase())?.resources;
  // API Gateway's types have several forms.
  const forms = (actionFacts(action)?.resourceTypes ?? []).flatMap((type) => known?.get(type)?.arn.split(', ') ?? []);
  // The most literal one: most things look like an object of S3.
  return forms
    .filter((form) => matchesForm(form, arn))
    .sort((one, other) => other.replace(/\$\{[^}]*\}/g, '').length - one.replace(/\$\{[^}]*\}/g, '').length)[0];
}

/** The catalogue that remarks on policies are made with. */
export const actionCatalogue: ActionCatalogue = {
  hasService: (prefix) => serviceFacts(prefix) !== undefined,
  hasAction: (prefix, action) => serviceFacts(prefix)?.actions.has(action.toLowerCase()) ?? false,
  actions: (prefix) => [...(serviceFacts(prefix)?.actions.values() ?? [])].map(({ name }) => name),
};
