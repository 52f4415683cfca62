import type { CallContext } from './service.ts';

/** Answers `true` when a property's value is honoured, else the sentence that says what will differ. */
export type ValueSupport = (value: unknown) => true | string;

/**
 * Which properties of a CloudFormation type are honoured: `true` for a property honoured whole, a sentence for one that
 * is accepted but not honoured (the sentence says what will differ), a function where it depends on the value, a nested
 * table for an object or a list of objects. A property that AWS knows and the table does not name is reported as not honoured.
 */
export interface PropertySupport {
  readonly [property: string]: true | string | ValueSupport | PropertySupport;
}

/** For a property that asks for something only with other values than `idle` ones: `false`, `NONE`. */
export function unlessIdle(idle: readonly unknown[], sentence: string): ValueSupport {
  return (value) => (idle.some((one) => one === value || String(one) === value) ? true : sentence);
}

export interface ResourceContext<State> extends CallContext<State> {
  readonly stackName: string;
  readonly logicalId: string;
  /** The folder of the template: local code paths are relative to it. */
  readonly templateDir: string;
  /** The resource's `Metadata`, with intrinsics resolved. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** `<stack>-<logicalId>-<12 derived characters>`, shortened to `maxLength`, as CloudFormation names what has no name. */
  physicalName(maxLength: number): string;
}

export interface DeployedResource {
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives, by attribute name (`Arn`, `Endpoint.Address`). */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * A CloudFormation type: deploys by calling the same operation functions that the AWS API calls. Properties come with
 * intrinsics resolved and in CloudFormation's spelling.
 */
export interface ResourceType<State, Properties> {
  readonly type: `AWS::${string}`;
  readonly honoured: PropertySupport;
  /**
   * What else the properties ask for and samlet does not honour, in sentences: the methods of an OpenAPI document, say.
   * References to other resources come as placeholders. Must not throw.
   */
  unhonoured?(properties: Properties): readonly string[];
  create(properties: Properties, call: ResourceContext<State>): Promise<DeployedResource>;
  /** Answers `replace` when a changed property needs a new resource, as CloudFormation documents it. */
  update(
    physicalId: string,
    properties: Properties,
    previous: Properties,
    call: ResourceContext<State>,
  ): Promise<DeployedResource | 'replace'>;
  /** Succeeds when the resource is already gone. */
  delete(physicalId: string, properties: Properties, call: ResourceContext<State>): Promise<void>;
}
