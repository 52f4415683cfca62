import { dirname } from 'node:path';
import { UserError } from '../std/user-error.ts';
import { evaluate } from './cloudformation/evaluate.ts';
import { expandForEach } from './cloudformation/for-each.ts';
import { expandIncludes } from './cloudformation/include.ts';
import { readParameters } from './cloudformation/parameters.ts';
import { partitionOf, pseudoParameters } from './cloudformation/pseudo-parameters.ts';
import { isTable, own, type ParameterValue, type Scope } from './cloudformation/scope.ts';
import { type Locator, locator } from './locate.ts';
import type { Notice } from './notice.ts';
import { formatPlace } from './place.ts';
import type { Json } from './resource-graph.ts';
import { expandSam } from './sam/expand-sam.ts';
import type { JsonPath, TemplateDocument } from './template-document.ts';

export interface StackOptions {
  readonly stackName: string;
  readonly region: string;
  readonly account: string;
  readonly parameterOverrides?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** The value of an SSM parameter, for parameters of type `AWS::SSM::Parameter::Value<...>`. */
  readonly ssmValue?: ((name: string) => string | undefined) | undefined;
}

/** A template after its transforms: plain CloudFormation, intrinsics not evaluated. */
export interface ExpandedTemplate {
  readonly value: { readonly [name: string]: Json };
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly scope: Omit<Scope, 'condition' | 'references'>;
  readonly locator: Locator;
  readonly notices: readonly Notice[];
  /** Whether the functions of AWS::LanguageExtensions may be used. */
  readonly languageExtensions: boolean;
}

export const SAM_TRANSFORM = 'AWS::Serverless-2016-10-31';
const LANGUAGE_EXTENSIONS = 'AWS::LanguageExtensions';

/** The names in the `Transform` section; one that is an object (`AWS::Include` for the whole template) by its `Name`. */
export function transformsOf(template: Json): readonly string[] {
  const section = own(template, 'Transform');
  const list: readonly Json[] = Array.isArray(section)
    ? section
    : section === undefined || section === null
      ? []
      : [section];
  return list.map((one) => (typeof one === 'string' ? one : String(own(one, 'Name'))));
}

/**
 * Runs the transforms of a template in AWS's order: includes, language extensions, SAM.
 * @throws {UserError} for what makes the rest unreadable: a parameter without a value, an include that is not there
 */
export function expandTemplate(document: TemplateDocument, stack: StackOptions): ExpandedTemplate {
  const notices: Notice[] = [...document.notices];
  const where = (path: JsonPath) => {
    const place = document.placeOf(path);
    return place && formatPlace(place);
  };
  const { values: parameters, notices: parameterNotices } = readParameters({
    section: document.value['Parameters'],
    overrides: stack.parameterOverrides ?? {},
    ssmValue: stack.ssmValue,
    placeOf: document.placeOf,
  });
  notices.push(...parameterNotices);

  const base = { parameters, pseudoParameters: pseudoParameters(stack) };
  const evaluateEarly = (value: Json) =>
    evaluate(value, {
      ...base,
      mappings: document.value['Mappings'] ?? {},
      references: undefined,
      condition: (name) => {
        throw new UserError('SAMLET_TEMPLATE_INVALID', `The condition ${name} cannot be used in a transform.`);
      },
    });

  const topLevel = topLevelInclude(document.value);
  const included = expandIncludes(topLevel, {
    templateDir: dirname(document.file),
    evaluate: evaluateEarly,
    placeOf: document.placeOf,
  });
  notices.push(...included.notices);
  let template = included.template;

  const transforms = transformsOf(document.value);
  for (const name of transforms) {
    if (name === SAM_TRANSFORM || name === LANGUAGE_EXTENSIONS || name === 'AWS::Include') continue;
    notices.push({
      kind: 'notHonoured',
      message: `The transform ${name} is not run: the template is taken as it stands.`,
      place: document.placeOf(['Transform']),
    });
  }
  const languageExtensions = transforms.includes(LANGUAGE_EXTENSIONS);
  if (languageExtensions) template = expandForEach(template, { evaluate: evaluateEarly, placeOf: where });

  let origins: ReadonlyMap<string, string> = new Map();
  if (transforms.includes(SAM_TRANSFORM)) {
    const expanded = expandSam(template, {
      parameterValues: parameters,
      region: stack.region,
      account: stack.account,
      partition: partitionOf(stack.region),
      stackName: stack.stackName,
      templateDir: dirname(document.file),
      placeOf: document.placeOf,
    });
    template = expanded.template;
    origins = expanded.origins;
    notices.push(...expanded.notices);
  }

  const value = isTable(template) ? template : {};
  return {
    value,
    parameters,
    scope: { ...base, mappings: value['Mappings'] ?? {} },
    locator: locator(document, origins),
    notices,
    languageExtensions,
  };
}

/** `Transform: { Name: AWS::Include, ... }` includes at the top level, as `Fn::Transform` does elsewhere. */
function topLevelInclude(template: { readonly [name: string]: Json }): Json {
  const section = template['Transform'];
  const list: readonly Json[] = Array.isArray(section) ? section : [section ?? null];
  const include = list.find((one) => own(one, 'Name') === 'AWS::Include');
  return include === undefined ? template : { ...template, 'Fn::Transform': include };
}
