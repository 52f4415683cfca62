import { UserError } from '../std/user-error.ts';
import { checkProperties, type SupportedTypes } from './check-properties.ts';
import { buildResources } from './cloudformation/build-resources.ts';
import { checkShape, nullPaths } from './cloudformation/check-shape.ts';
import { conditionEvaluator } from './cloudformation/conditions.ts';
import { evaluate } from './cloudformation/evaluate.ts';
import { NO_VALUE } from './cloudformation/scope.ts';
import { type ExpandedTemplate, expandTemplate, type StackOptions, transformsOf } from './expand-template.ts';
import type { Locator } from './locate.ts';
import type { Notice } from './notice.ts';
import { noticeOfError } from './place.ts';
import type { Json, ResourceGraph, ResourceReferences, TemplateResource } from './resource-graph.ts';
import type { TemplateDocument } from './template-document.ts';

export interface LoadOptions extends StackOptions {
  /** The types that samlet runs, for the check of the properties. */
  readonly resourceTypes: SupportedTypes;
}

export interface TemplateCheck {
  /** `undefined` when an error stands in the way of one. */
  readonly graph: ResourceGraph | undefined;
  /** Errors first, then by line. */
  readonly notices: readonly Notice[];
}

/** Reads nothing but the document and the files it includes. Never throws for a mistake in the template. */
export function analyzeTemplate(document: TemplateDocument, options: LoadOptions): TemplateCheck {
  const shape = checkShape(document, transformsOf(document.value));
  if (shape.some(({ kind, message }) => kind === 'error' && !message.startsWith('Invalid template'))) {
    return { graph: undefined, notices: [...document.notices, ...shape] };
  }
  let template: ExpandedTemplate;
  try {
    template = expandTemplate(document, options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { graph: undefined, notices: [...document.notices, ...shape, noticeOfError(error)] };
  }
  const condition = conditionEvaluator(template.value['Conditions'], template.scope);
  const built = buildResources(template, condition);
  const isError = ({ kind }: Notice) => kind === 'error';
  const blocking = built.notices.some(isError);
  // What the transform refused is left out: that others miss it is no mistake of its own.
  const transformFailed = template.notices.some(isError);
  const notices: Notice[] = [
    ...shape,
    ...template.notices,
    ...(transformFailed ? built.notices.filter((notice) => !isError(notice)) : built.notices),
    ...nullNotices(template),
    ...languageNotices(template),
    ...dynamicReferenceNotices(built.resources, template.locator),
    ...checkProperties(built.resources, options.resourceTypes, template.locator),
  ];
  if (blocking) return { graph: undefined, notices };
  const evaluated = (value: Json, references: ResourceReferences) => {
    const result = evaluate(value, { ...template.scope, condition, references });
    return result === NO_VALUE ? undefined : result;
  };
  notices.push(...unhonouredNotices(built.resources, options.resourceTypes, evaluated));
  const description = template.value['Description'];
  return {
    notices,
    graph: {
      file: document.file,
      description: typeof description === 'string' ? description : undefined,
      resources: built.resources,
      outputs: built.outputs,
      notices,
      parameters: template.parameters,
      evaluate: evaluated,
    },
  };
}

/** For values that are read before anything is deployed: they tell one resource from another, and no more. */
const PLACEHOLDERS: ResourceReferences = {
  ref: (logicalId) => logicalId,
  getAtt: (logicalId, attribute) => `${logicalId}.${attribute}`,
  importValue: (name) => name,
};

/** What the types themselves say of their properties as a whole. */
function unhonouredNotices(
  resources: readonly TemplateResource[],
  types: SupportedTypes,
  evaluated: ResourceGraph['evaluate'],
): readonly Notice[] {
  return resources.flatMap(({ logicalId, type, properties, place }) => {
    const resourceType = types.get(type);
    if (resourceType?.unhonoured === undefined) return [];
    const sentences = resourceType.unhonoured(evaluated(properties, PLACEHOLDERS));
    return sentences.map((sentence) => ({
      kind: 'notHonoured' as const,
      message: `${logicalId} (${type}): ${sentence}`,
      place,
    }));
  });
}

function nullNotices({ value, locator }: ExpandedTemplate): readonly Notice[] {
  return nullPaths(value, []).map((path) => ({
    kind: 'error',
    message: `[/${path.join('/')}] 'null' values are not allowed in templates`,
    place: locator.place(path),
    hint: 'Give a value, or leave the key out.',
  }));
}

const EXTENSIONS = ['Fn::Length', 'Fn::ToJsonString', 'Fn::ForEach'];

function languageNotices({ value, languageExtensions, locator }: ExpandedTemplate): readonly Notice[] {
  if (languageExtensions) return [];
  const notices: Notice[] = [];
  const visit = (part: Json, path: readonly (string | number)[]): void => {
    if (part === null || typeof part !== 'object') return;
    for (const [key, member] of Object.entries(part) as [string, Json][]) {
      const name = EXTENSIONS.find((one) => key === one || key.startsWith(`${one}::`));
      if (name !== undefined) {
        notices.push({
          kind: 'error',
          message: `Template error: Encountered unsupported function: ${name}`,
          place: locator.place(path),
          hint: 'It needs the transform: add "Transform: AWS::LanguageExtensions" (before SAM\'s, in a list, where there is one).',
        });
      } else visit(member, [...path, key]);
    }
  };
  visit(value['Resources'] ?? null, ['Resources']);
  visit(value['Outputs'] ?? null, ['Outputs']);
  return notices;
}

/** `{{resolve:ssm:/name}}` and its like, which CloudFormation fills in when it deploys. */
function dynamicReferenceNotices(resources: readonly TemplateResource[], locator: Locator): readonly Notice[] {
  const notices: Notice[] = [];
  for (const { logicalId, type, properties } of resources) {
    const visit = (part: Json, path: readonly (string | number)[]): void => {
      if (typeof part === 'string') {
        const [reference] = /\{\{resolve:[^}]+\}\}/.exec(part) ?? [];
        if (reference === undefined) return;
        notices.push({
          kind: 'notHonoured',
          message: `${logicalId} (${type}): the dynamic reference ${reference} is not resolved: it stays as this text.`,
          place: locator.place(['Resources', logicalId, 'Properties', ...path]),
        });
      } else if (part !== null && typeof part === 'object') {
        for (const [key, member] of Object.entries(part) as [string, Json][]) visit(member, [...path, key]);
      }
    };
    visit(properties, []);
  }
  return notices;
}
