import type { PropertySupport } from '../aws/resource-type.ts';
import { intrinsicName, isTable } from './cloudformation/scope.ts';
import {
  isRequired,
  knownTypes,
  type SpecProperties,
  type SpecType,
  type TypeSpec,
  typeSpec,
} from './cloudformation/type-spec.ts';
import type { Locator } from './locate.ts';
import { didYouMean } from './nearest-name.ts';
import type { Notice, Place } from './notice.ts';
import type { Json, TemplateResource } from './resource-graph.ts';
import type { JsonPath } from './template-document.ts';

/** Which types samlet runs, and what it honours of each. */
export type SupportedTypes = ReadonlyMap<
  string,
  {
    readonly honoured: PropertySupport;
    // biome-ignore lint/suspicious/noExplicitAny: each type has its own properties
    unhonoured?(properties: any): readonly string[];
  }
>;

/** Properties that hold a local path or an S3 URL until `sam package` replaces them, whatever their type says. */
const PACKAGED = new Set([
  'AWS::Lambda::Function.Code',
  'AWS::Lambda::LayerVersion.Content',
  'AWS::ApiGateway::RestApi.BodyS3Location',
  'AWS::ApiGatewayV2::Api.BodyS3Location',
  'AWS::StepFunctions::StateMachine.DefinitionS3Location',
]);

/** A property of a resource that samlet does not honour. */
interface Unhonoured {
  readonly logicalId: string;
  readonly type: string;
  readonly origin: string | undefined;
  readonly property: string;
  readonly reason: string | undefined;
  readonly place: Place | undefined;
}

/**
 * Compares each resource with what CloudFormation knows of its type (what it does not know is an error) and with what
 * samlet honours (what it does not honour is said).
 */
export function checkProperties(
  resources: readonly TemplateResource[],
  supported: SupportedTypes,
  locator: Locator,
): readonly Notice[] {
  const unhonoured: Unhonoured[] = [];
  const notices = resources.flatMap((resource) => checkResource(resource, supported, locator, unhonoured));
  const seen = new Set<string>();
  return [...notices, ...unhonouredNotices(unhonoured)].filter(({ kind, message, place }) => {
    const key = `${kind} ${message} ${place?.line}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** One notice for all that has the same reason: SAM makes many resources of one line, an alarm has many properties. */
function unhonouredNotices(entries: readonly Unhonoured[]): readonly Notice[] {
  const groups = new Map<string, [Unhonoured, ...Unhonoured[]]>();
  for (const entry of entries) {
    const { type, origin, logicalId, reason, place } = entry;
    const key = JSON.stringify([type, origin ?? logicalId, reason ?? place, place?.file]);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()].map((group) => {
    const [{ type, origin, logicalId, reason, place }] = group.sort((a, b) => lineOf(a) - lineOf(b));
    const properties = [...new Set(group.map(({ property }) => property))];
    const made = new Set(group.map((one) => one.logicalId)).size;
    const who = made > 1 ? `${origin ?? logicalId} (${made} ${type} made from it)` : labelOf(logicalId, type, origin);
    const lines = [...new Set(group.flatMap((one) => one.place?.line ?? []))].sort((a, b) => a - b);
    const where = lines.length > 1 ? ` (lines ${ranges(lines)})` : '';
    const what = `${properties.join(', ')}${where} ${properties.length > 1 ? 'are' : 'is'} not honoured`;
    const difference = reason === undefined ? '.' : `: ${reason.replace(/^is (not honoured: )?/, '')}`;
    return { kind: 'notHonoured' as const, message: `${who}: ${what}${difference}`, place };
  });
}

const lineOf = ({ place }: Unhonoured) => place?.line ?? 0;

/** `3, 5-8` of ascending numbers. */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(', ');
}

const labelOf = (logicalId: string, type: string, origin: string | undefined) =>
  `${logicalId} (${type}${origin === undefined || origin === logicalId ? '' : `, made from ${origin}`})`;

function checkResource(
  resource: TemplateResource,
  supported: SupportedTypes,
  locator: Locator,
  unhonoured: Unhonoured[],
): readonly Notice[] {
  const { logicalId, type, place } = resource;
  const spec = typeSpec(type);
  const origin = locator.originOf(logicalId);
  const label = labelOf(logicalId, type, origin);
  const support =
    supported.get(type) ??
    (type.startsWith('Custom::') ? supported.get('AWS::CloudFormation::CustomResource') : undefined);

  if (!spec && support) return [];
  if (!spec && type.startsWith('AWS::')) {
    return [
      {
        kind: 'error',
        message: `Template format error: Unrecognized resource types: [${type}]`,
        place: locator.place(['Resources', logicalId, 'Type']) ?? place,
        hint: didYouMean(type, knownTypes()),
      },
    ];
  }
  const notices: Notice[] = [];
  if (!support) {
    notices.push({
      kind: 'notHonoured',
      message: `${label}: samlet does not run this type. It stands in: Ref and GetAtt give plausible values, nothing is behind them.`,
      place,
    });
  }
  if (spec)
    new PropertyCheck(resource, spec, locator, notices, unhonoured).object(
      resource.properties,
      spec.p,
      support?.honoured,
      [],
    );
  return notices;
}

class PropertyCheck {
  readonly #resource: TemplateResource;
  readonly #spec: TypeSpec;
  readonly #locator: Locator;
  readonly #origin: string | undefined;
  readonly #notices: Notice[];
  readonly #unhonoured: Unhonoured[];

  constructor(
    resource: TemplateResource,
    spec: TypeSpec,
    locator: Locator,
    notices: Notice[],
    unhonoured: Unhonoured[],
  ) {
    this.#resource = resource;
    this.#spec = spec;
    this.#locator = locator;
    this.#origin = locator.originOf(resource.logicalId);
    this.#notices = notices;
    this.#unhonoured = unhonoured;
  }

  #placeOf(path: JsonPath): Place | undefined {
    return this.#locator.place(['Resources', this.#resource.logicalId, 'Properties', ...path]);
  }

  #refuse(path: JsonPath, message: string, hint?: string): void {
    const { logicalId, type } = this.#resource;
    this.#notices.push({
      kind: 'error',
      message: `${labelOf(logicalId, type, this.#origin)}: ${message}`,
      place: this.#placeOf(path),
      hint,
    });
  }

  object(
    value: { readonly [name: string]: Json },
    properties: SpecProperties,
    support: PropertySupport | true | undefined,
    path: JsonPath,
  ): void {
    if (intrinsicName(value) !== undefined) return;
    for (const [name, member] of Object.entries(value)) {
      const at = [...path, name];
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (!property) {
        this.#refuse(at, `Encountered unsupported property ${name}`, didYouMean(name, Object.keys(properties)));
        continue;
      }
      const honoured = this.#honoured(support, name, at, member);
      this.#value(member, property.t, honoured, at);
    }
    for (const [name, property] of Object.entries(properties)) {
      if (isRequired(property) && !Object.hasOwn(value, name)) {
        this.#refuse(path, `Property ${[...names(path), name].join('.')} is required.`);
      }
    }
  }

  /** What the table says of a property's members; `true` when there is nothing more to say of it. */
  #honoured(
    support: PropertySupport | true | undefined,
    name: string,
    path: JsonPath,
    value: Json,
  ): PropertySupport | true {
    // Without a table the whole resource has been named already.
    if (support === true || support === undefined) return true;
    const declared = Object.hasOwn(support, name) ? support[name] : undefined;
    const answer = typeof declared === 'function' ? declared(value) : declared;
    if (answer !== undefined && typeof answer !== 'string') return answer;
    const { logicalId, type } = this.#resource;
    const written = this.#locator.writtenName(logicalId, path);
    // What SAM gives to all functions, nobody wrote: a tag, a role that Lambda may take and that may write logs.
    if ((written !== undefined || type !== 'AWS::IAM::Role') && !isTagOfSam(name, value)) {
      this.#unhonoured.push({
        logicalId,
        type,
        origin: this.#origin,
        property: written ?? names(path).join('.'),
        reason: answer,
        place: this.#placeOf(path),
      });
    }
    return true;
  }

  #value(value: Json, type: SpecType, support: PropertySupport | true, path: JsonPath): void {
    if (value === null || intrinsicName(value) !== undefined || type === 'j' || type === 't') return;
    if (typeof type === 'string' && !type.startsWith('#')) {
      if (typeof value === 'object') this.#wrongType(path, 'of type String');
      else if ((type === 'i' || type === 'n') && !isNumber(value)) {
        this.#wrongType(path, type === 'i' ? 'of type Integer' : 'of type Number');
      }
      return;
    }
    if (typeof type === 'string') {
      const definition = this.#spec.d?.[type.slice(1)];
      if (isTable(value)) {
        if (definition) this.object(value, definition, support, path);
      } else if (!PACKAGED.has(`${this.#resource.type}.${path.join('.')}`)) this.#wrongType(path, 'an object');
      return;
    }
    const [kind, element] = type;
    if (kind === 'l') {
      if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) this.#value(item, element, support, [...path, index]);
      } else this.#wrongType(path, 'of type List');
    } else if (kind === 'm') {
      if (!isTable(value)) this.#wrongType(path, 'an object');
      else for (const [key, member] of Object.entries(value)) this.#value(member, element, support, [...path, key]);
    }
  }

  #wrongType(path: JsonPath, expected: string): void {
    this.#refuse(path, `Value of property ${names(path).at(-1)} must be ${expected}`);
  }
}

/** A number, or text of one; a dynamic reference may become one. */
const isNumber = (value: Json) =>
  typeof value === 'string'
    ? value.includes('{{resolve:') || (value.trim() !== '' && Number.isFinite(Number(value)))
    : typeof value === 'number';

const names = (path: JsonPath) => path.filter((step): step is string => typeof step === 'string');

/** SAM tags what it makes with `lambda:createdBy: SAM`: nothing that the user wrote. */
const isTagOfSam = (name: string, value: Json) =>
  name === 'Tags' &&
  Array.isArray(value) &&
  value.every((tag) => isTable(tag) && String(tag['Key']).endsWith(':createdBy') && tag['Value'] === 'SAM');
