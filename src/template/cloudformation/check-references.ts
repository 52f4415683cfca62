import { UserError } from '../../std/user-error.ts';
import type { ExpandedTemplate } from '../expand-template.ts';
import { didYouMean } from '../nearest-name.ts';
import type { Notice } from '../notice.ts';
import { noticeOfError } from '../place.ts';
import type { Json, TemplateOutput, TemplateResource } from '../resource-graph.ts';
import type { JsonPath } from '../template-document.ts';
import { PSEUDO_PARAMETERS } from './pseudo-parameters.ts';
import { type Reference, referencesIn } from './references.ts';
import { isTable, own } from './scope.ts';
import { typeSpec } from './type-spec.ts';

/**
 * Every name that the template refers to must exist: in all branches among what is declared, as AWS checks it, and in the
 * branches that the conditions choose among what is created.
 */
export function checkReferences(
  template: ExpandedTemplate,
  active: ReadonlyMap<string, TemplateResource>,
  outputs: readonly TemplateOutput[],
): readonly Notice[] {
  const { value, locator } = template;
  const notices: Notice[] = [];
  const declared = isTable(value['Resources']) ? value['Resources'] : {};
  const isValue = (name: string) =>
    Object.hasOwn(template.parameters, name) || (PSEUDO_PARAMETERS as readonly string[]).includes(name);
  const names = () => [...Object.keys(declared), ...Object.keys(template.parameters), ...PSEUDO_PARAMETERS];

  const references = (part: Json | undefined, path: JsonPath): readonly Reference[] => {
    try {
      return part === undefined ? [] : referencesIn(part, path);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      notices.push({ ...noticeOfError(error), place: locator.place(path) });
      return [];
    }
  };

  /** Each block is refused once, with all the names it misses. */
  const block = (name: 'Resources' | 'Outputs', found: readonly Reference[], exists: (name: string) => boolean) => {
    const missing: Reference[] = [];
    for (const reference of found) {
      if (
        exists(reference.name) ||
        (reference.kind !== 'Fn::GetAtt' && reference.attribute === undefined && isValue(reference.name))
      ) {
        continue;
      }
      if (reference.attribute !== undefined && !Object.hasOwn(declared, reference.name)) {
        notices.push({
          kind: 'error',
          message:
            reference.kind === 'Fn::GetAtt'
              ? `Template error: instance of Fn::GetAtt references undefined resource ${reference.name}`
              : `Template error: instance of Fn::Sub references invalid resource attribute ${reference.name}.${reference.attribute}`,
          place: locator.place(reference.path),
          hint: didYouMean(reference.name, Object.keys(declared)),
        });
      } else missing.push(reference);
    }
    const [first] = missing;
    if (!first) return;
    const list = [...new Set(missing.map((one) => one.name))];
    const absent = Object.hasOwn(declared, first.name);
    notices.push({
      kind: 'error',
      message: `Template format error: Unresolved resource dependencies [${list.join(', ')}] in the ${name} block of the template`,
      place: locator.place(first.path),
      hint: absent
        ? `The condition of ${first.name} is false, so it is not created.`
        : (didYouMean(first.name, names()) ?? `There is no resource or parameter ${first.name}.`),
    });
  };

  const raw = Object.entries(declared).flatMap(([logicalId, resource]) => [
    ...references(own(resource, 'Properties'), ['Resources', logicalId, 'Properties']),
    ...dependencies(logicalId, own(resource, 'DependsOn')),
  ]);
  const rawOutputs = Object.entries(isTable(value['Outputs']) ? value['Outputs'] : {}).flatMap(([name, output]) =>
    references(own(output, 'Value'), ['Outputs', name, 'Value']),
  );
  block('Resources', raw, (name) => Object.hasOwn(declared, name));
  block('Outputs', rawOutputs, (name) => Object.hasOwn(declared, name));
  if (notices.length > 0) return notices;

  const used = [...active.values()].flatMap(({ logicalId, properties }) =>
    references(properties, ['Resources', logicalId, 'Properties']),
  );
  const usedOutputs = outputs.flatMap(({ name, value }) => references(value, ['Outputs', name, 'Value']));
  block('Resources', used, (name) => active.has(name));
  block('Outputs', usedOutputs, (name) => active.has(name));

  for (const reference of [...used, ...usedOutputs]) {
    const type = active.get(reference.name)?.type;
    if (reference.attribute === undefined || type === undefined || hasAttribute(type, reference.attribute)) continue;
    notices.push({
      kind: 'error',
      message: `Template error: resource ${reference.name} does not support attribute type ${reference.attribute} in Fn::GetAtt`,
      place: locator.place(reference.path),
      hint: didYouMean(reference.attribute, Object.keys(typeSpec(type)?.a ?? {})),
    });
  }
  return notices;
}

function dependencies(logicalId: string, dependsOn: Json | undefined): readonly Reference[] {
  const list: readonly Json[] = Array.isArray(dependsOn) ? dependsOn : dependsOn === undefined ? [] : [dependsOn];
  return list.flatMap((name) =>
    typeof name === 'string'
      ? [{ kind: 'Fn::GetAtt' as const, name, attribute: undefined, path: ['Resources', logicalId, 'DependsOn'] }]
      : [],
  );
}

/** Custom resources answer what they like, nested stacks their outputs, and types that AWS does not own are not known. */
function hasAttribute(type: string, attribute: string): boolean {
  const spec = typeSpec(type);
  if (!spec || type === 'AWS::CloudFormation::CustomResource' || type === 'AWS::CloudFormation::Stack') return true;
  if (Object.hasOwn(spec.a, attribute)) return true;
  const [first = ''] = attribute.split('.');
  return attribute.includes('.') && Object.hasOwn(spec.a, first) && spec.a[first] !== 's';
}
