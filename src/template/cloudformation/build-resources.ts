import { UserError } from '../../std/user-error.ts';
import type { ExpandedTemplate } from '../expand-template.ts';
import type { Notice } from '../notice.ts';
import { formatPlace, noticeOfError } from '../place.ts';
import type { Json, TemplateOutput, TemplateResource } from '../resource-graph.ts';
import type { JsonPath } from '../template-document.ts';
import { checkReferences } from './check-references.ts';
import { reduce } from './evaluate.ts';
import { orderResources } from './order-resources.ts';
import { referencesIn } from './references.ts';
import { isTable, NO_VALUE, own, type Scope, templateError } from './scope.ts';

export interface BuiltResources {
  readonly resources: readonly TemplateResource[];
  readonly outputs: readonly TemplateOutput[];
  /** Errors, and what is worth saying. With an error the resources are as complete as they can be. */
  readonly notices: readonly Notice[];
}

const DELETION_POLICIES = ['Delete', 'Retain', 'Snapshot', 'RetainExceptOnCreate'] as const;
const REPLACE_POLICIES = ['Delete', 'Retain', 'Snapshot'] as const;

/** Applies conditions, evaluates what needs no resource, checks every reference and orders the resources. */
export function buildResources(template: ExpandedTemplate, condition: Scope['condition']): BuiltResources {
  const { value, locator } = template;
  const notices: Notice[] = [];
  const where = (path: JsonPath) => {
    const place = locator.place(path);
    return place && formatPlace(place);
  };
  const scope = { ...template.scope, condition };
  /** Goes on after a mistake of the user's, so that a check lists all of them. */
  const attempt = <T>(path: JsonPath, run: () => T): T | undefined => {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const notice = noticeOfError(error);
      notices.push(notice.place ? notice : { ...notice, place: locator.place(path) });
      return undefined;
    }
  };

  const applies = (raw: Json, path: JsonPath, block: 'Resources' | 'Outputs'): boolean => {
    const guard = own(raw, 'Condition');
    if (guard === undefined) return true;
    const test = () => {
      if (typeof guard === 'string') return condition(guard, block);
      throw templateError('Template format error: Every Condition member must be a string.');
    };
    return attempt(typeof guard === 'string' ? path : [...path, 'Condition'], test) ?? true;
  };

  for (const name of Object.keys(tableOf(value['Conditions']))) {
    attempt(['Conditions', name], () => condition(name, 'Conditions'));
  }

  const declared = tableOf(value['Resources']);
  const active = new Map<string, TemplateResource>();
  for (const [logicalId, raw] of Object.entries(declared)) {
    const path = ['Resources', logicalId];
    const type = own(raw, 'Type');
    if (typeof type !== 'string') continue;
    if (!applies(raw, path, 'Resources')) continue;
    const part = (name: string): { readonly [name: string]: Json } =>
      attempt([...path, name], () => {
        const reduced = reduce(own(raw, name) ?? {}, scope, [...path, name], where);
        return reduced === NO_VALUE || !isTable(reduced) ? {} : reduced;
      }) ?? {};
    const policy = <Policy extends string>(name: string, policies: readonly Policy[]): Policy | undefined => {
      const given = attempt([...path, name], () => reduce(own(raw, name) ?? 'Delete', scope, [...path, name], where));
      const found = policies.find((one) => one === given);
      if (found === undefined && typeof given === 'string') {
        notices.push({
          kind: 'error',
          message: `Template format error: Unrecognized ${name} ${given} for resource ${logicalId}`,
          place: locator.place([...path, name]),
          hint: `Known are ${policies.join(', ')}.`,
        });
      }
      if (found === 'Snapshot') {
        notices.push({
          kind: 'difference',
          message: `${logicalId} (${type}): ${name} Snapshot takes no snapshot: the resource is deleted.`,
          place: locator.place([...path, name]),
        });
      }
      return found;
    };
    const properties = part('Properties');
    for (const name of ['CreationPolicy', 'UpdatePolicy']) {
      if (own(raw, name) === undefined) continue;
      notices.push({
        kind: 'notHonoured',
        message: `${logicalId} (${type}): ${name} is not honoured: changes take effect at once and wait for no signal.`,
        place: locator.place([...path, name]),
      });
    }
    active.set(logicalId, {
      logicalId,
      type,
      properties,
      metadata: part('Metadata'),
      deletionPolicy: policy('DeletionPolicy', DELETION_POLICIES) ?? 'Delete',
      updateReplacePolicy: policy('UpdateReplacePolicy', REPLACE_POLICIES) ?? 'Delete',
      dependsOn: [],
      place: locator.place(path),
    });
  }

  const outputs: TemplateOutput[] = [];
  for (const [name, raw] of Object.entries(tableOf(value['Outputs']))) {
    const path = ['Outputs', name];
    if (!applies(raw, path, 'Outputs')) continue;
    const member = (path: JsonPath, given: Json | undefined) =>
      given === undefined ? undefined : attempt(path, () => reduce(given, scope, path, where));
    const output = member([...path, 'Value'], own(raw, 'Value'));
    if (output === undefined || output === NO_VALUE) {
      if (own(raw, 'Value') === undefined) {
        notices.push({
          kind: 'error',
          message: `Template format error: [/Outputs/${name}] Every Outputs member must contain a Value object`,
          place: locator.place(path),
        });
      }
      continue;
    }
    const exportName = member([...path, 'Export', 'Name'], own(own(raw, 'Export'), 'Name'));
    const description = own(raw, 'Description');
    outputs.push({
      name,
      value: output,
      description: typeof description === 'string' ? description : undefined,
      exportName: exportName === NO_VALUE ? undefined : exportName,
    });
  }

  notices.push(...checkReferences(template, active, outputs));

  const resources = new Map<string, TemplateResource>();
  for (const [logicalId, resource] of active) {
    const path = ['Resources', logicalId];
    const explicit = own(declared[logicalId], 'DependsOn');
    const listed = (Array.isArray(explicit) ? explicit : explicit === undefined ? [] : [explicit]).filter(
      (one): one is string => typeof one === 'string',
    );
    const referred =
      attempt(path, () => [...referencesIn(resource.properties), ...referencesIn(resource.metadata)]) ?? [];
    const names = [...listed, ...referred.map((one) => one.name)];
    resources.set(logicalId, {
      ...resource,
      // A DependsOn of a resource whose condition is false is no dependency, to AWS neither.
      dependsOn: [...new Set(names)].filter((name) => active.has(name)),
    });
  }

  const order = orderResources([...resources.keys()], (name) => resources.get(name)?.dependsOn ?? []);
  if ('circle' in order) {
    const [first = ''] = order.circle;
    notices.push({
      kind: 'error',
      message: `Circular dependency between resources: [${order.circle.join(', ')}]`,
      place: locator.place(['Resources', first]),
      hint: `The circle is ${[...order.circle, first].join(' -> ')}.`,
    });
    return { resources: [...resources.values()], outputs, notices };
  }
  return {
    resources: order.flatMap((name) => resources.get(name) ?? []),
    outputs,
    notices,
  };
}

const tableOf = (value: Json | undefined): { readonly [name: string]: Json } => (isTable(value) ? value : {});
