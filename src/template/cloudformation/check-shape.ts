import { didYouMean } from '../nearest-name.ts';
import type { Notice } from '../notice.ts';
import type { Json } from '../resource-graph.ts';
import type { JsonPath, TemplateDocument } from '../template-document.ts';
import { isTable, own } from './scope.ts';

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Resources',
  'Outputs',
  'Hooks',
];

const ATTRIBUTES = [
  'Type',
  'Properties',
  'Metadata',
  'Condition',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'CreationPolicy',
  'UpdatePolicy',
];
/** SAM takes these beside `Properties`, too. */
const SAM_ATTRIBUTES = [...ATTRIBUTES, 'Connectors', 'IgnoreGlobals'];

const isSamType = (type: Json | undefined) => typeof type === 'string' && type.startsWith('AWS::Serverless::');

/** What CloudFormation refuses in the outline of a template as it was written: sections, names, attributes. */
export function checkShape(document: TemplateDocument, transforms: readonly string[]): readonly Notice[] {
  const notices: Notice[] = [];
  const add = (kind: Notice['kind'], path: JsonPath, message: string, hint?: string) =>
    notices.push({ kind, message, place: document.placeOf(path), hint });
  const sam = transforms.some((name) => name.startsWith('AWS::Serverless-'));

  const known = sam ? [...SECTIONS, 'Globals'] : SECTIONS;
  for (const section of Object.keys(document.value)) {
    if (known.includes(section) || section === 'Fn::Transform' || section.startsWith('Fn::ForEach::')) continue;
    const hint = section === 'Globals' ? samHint(document) : didYouMean(section, known);
    add('error', [section], `Invalid template property or properties [${section}]`, hint);
  }
  for (const section of ['Rules', 'Hooks']) {
    if (document.value[section] === undefined) continue;
    add('notHonoured', [section], `The section ${section} is not run: samlet deploys as if it were not there.`);
  }
  const format = document.value['AWSTemplateFormatVersion'];
  if (format !== undefined && format !== '2010-09-09') {
    add(
      'error',
      ['AWSTemplateFormatVersion'],
      `Template format error: unsupported value for AWSTemplateFormatVersion.`,
      'The one version is 2010-09-09.',
    );
  }

  const resources = document.value['Resources'];
  if (!isTable(resources) || Object.keys(resources).length === 0) {
    add('error', ['Resources'], 'Template format error: At least one Resources member must be defined.');
    return notices;
  }
  const samResources = Object.entries(resources).filter(([, resource]) => isSamType(own(resource, 'Type')));
  if (!sam && samResources.length > 0) {
    const [logicalId = '', resource] = samResources[0] ?? [];
    const types = [...new Set(samResources.map(([, one]) => String(own(one, 'Type'))))];
    add(
      'error',
      ['Resources', logicalId],
      `Template format error: Unrecognized resource types: [${types.join(', ')}]`,
      `${logicalId} is a ${String(own(resource, 'Type'))}: ${samHint(document)}`,
    );
  }

  for (const [logicalId, resource] of Object.entries(resources)) {
    if (logicalId.startsWith('Fn::')) continue;
    const path = ['Resources', logicalId];
    if (!/^[A-Za-z0-9]+$/.test(logicalId)) {
      add('error', path, `Template format error: Resource name ${logicalId} is non alphanumeric.`);
    }
    if (!isTable(resource)) {
      add('error', path, 'Template format error: Any Resources member must be an object.');
      continue;
    }
    const type = resource['Type'];
    if (typeof type !== 'string') {
      add(
        'error',
        path,
        `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
      );
    }
    if (resource['Properties'] !== undefined && resource['Properties'] !== null && !isTable(resource['Properties'])) {
      add(
        'error',
        [...path, 'Properties'],
        `Template format error: [/Resources/${logicalId}/Properties] Every Properties member must be an object.`,
      );
    }
    const attributes = isSamType(type) ? SAM_ATTRIBUTES : ATTRIBUTES;
    for (const attribute of Object.keys(resource)) {
      if (attributes.includes(attribute) || attribute.startsWith('Fn::')) continue;
      const hint = didYouMean(attribute, attributes) ?? `Is ${attribute} meant to stand under Properties?`;
      // The SAM transform drops what it does not know; what it leaves alone reaches CloudFormation, which refuses.
      if (isSamType(type)) {
        add(
          'note',
          [...path, attribute],
          `${logicalId} (${type}): ${attribute} beside Properties is ignored, by AWS too.`,
          hint,
        );
      } else {
        add('error', [...path, attribute], `Invalid template resource property '${attribute}'`, hint);
      }
    }
  }
  return notices;
}

function samHint(document: TemplateDocument): string {
  const line = document.file.endsWith('.json')
    ? '"Transform": "AWS::Serverless-2016-10-31",'
    : 'Transform: AWS::Serverless-2016-10-31';
  return `add the line ${line} at the top level of the template.`;
}

/** CloudFormation takes no `null` in what a template finally is. */
export function nullPaths(value: Json, path: JsonPath): readonly JsonPath[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  return Array.isArray(value)
    ? value.flatMap((item: Json, index) => nullPaths(item, [...path, index]))
    : Object.entries(value).flatMap(([key, member]) => nullPaths(member as Json, [...path, key]));
}
