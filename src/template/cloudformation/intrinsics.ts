import type { Json } from '../resource-graph.ts';
import { cidrBlocks } from './cidr.ts';
import { isTable, NO_VALUE, own, Pending, type Scope, templateError } from './scope.ts';
import { subPieces } from './sub-template.ts';

type Evaluate = (value: Json) => unknown;
type Intrinsic = (argument: Json, scope: Scope, evaluate: Evaluate) => unknown;

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function listOf(argument: Json, sizes: readonly number[], message: string): readonly Json[] {
  if (!Array.isArray(argument) || !sizes.includes(argument.length)) throw templateError(message);
  return argument;
}

function ref(argument: Json, scope: Scope): unknown {
  if (typeof argument !== 'string') {
    throw templateError('Template error: every Ref object must have a single String value.');
  }
  if (argument === 'AWS::NoValue') return NO_VALUE;
  const value =
    scope.pseudoParameters[argument] ??
    (Object.hasOwn(scope.parameters, argument) ? scope.parameters[argument] : undefined);
  if (value !== undefined) return value;
  if (!scope.references) throw new Pending();
  return scope.references.ref(argument);
}

const GET_ATT =
  'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute';

/** Resource and attribute of a `Fn::GetAtt`, where a JSON template may write both in one string. */
export function getAttParts(argument: Json): readonly [resource: string, attribute: Json] {
  const parts =
    typeof argument === 'string' && argument.includes('.')
      ? [argument.slice(0, argument.indexOf('.')), argument.slice(argument.indexOf('.') + 1)]
      : listOf(argument, [2, 3, 4, 5], GET_ATT);
  const [resource, ...attribute] = parts;
  if (typeof resource !== 'string' || resource === '' || attribute.some((one) => one === ''))
    throw templateError(GET_ATT);
  // `!GetAtt [Nested, Outputs, Name]` is the attribute `Outputs.Name`.
  return [resource, attribute.length === 1 ? (attribute[0] ?? '') : attribute.join('.')];
}

function getAtt(argument: Json, scope: Scope, evaluate: Evaluate): unknown {
  const [resource, attribute] = getAttParts(argument);
  const name = evaluate(attribute);
  if (typeof name !== 'string' || name === '') throw templateError(GET_ATT);
  if (!scope.references) throw new Pending();
  return scope.references.getAtt(resource, name);
}

const SUB =
  "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string";

/** String and mapping of a `Fn::Sub`. */
export function subParts(argument: Json): readonly [template: string, mapping: { readonly [name: string]: Json }] {
  if (typeof argument === 'string') return [argument, {}];
  const [template, mapping = {}] = listOf(argument, [1, 2], SUB);
  if (typeof template !== 'string' || !isTable(mapping)) throw templateError(SUB);
  return [template, mapping];
}

function sub(argument: Json, scope: Scope, evaluate: Evaluate): unknown {
  const [template, mapping] = subParts(argument);
  return subPieces(template)
    .map((piece) => {
      if ('text' in piece) return piece.text;
      const { variable } = piece;
      const given = own(mapping, variable);
      const value =
        given !== undefined
          ? evaluate(given)
          : variable.includes('.')
            ? getAtt(variable, scope, evaluate)
            : ref(variable, scope);
      if (value === NO_VALUE) return '';
      if (!isScalar(value)) {
        throw templateError(
          'Template error: every value of the context object of every Fn::Sub object must be a string or a function that returns a string',
          `\${${variable}} is a list or an object: use Fn::Join.`,
        );
      }
      return String(value);
    })
    .join('');
}

const JOIN =
  'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.';

function join(argument: Json, _scope: Scope, evaluate: Evaluate): unknown {
  const [delimiter, list] = listOf(argument, [2], JOIN);
  const items = evaluate(list ?? null);
  if (typeof delimiter !== 'string' || !Array.isArray(items) || !items.every(isScalar)) throw templateError(JOIN);
  return items.join(delimiter);
}

const SELECT = 'Template error: Fn::Select requires a list argument with two elements: an integer index and a list';

function select(argument: Json, _scope: Scope, evaluate: Evaluate): unknown {
  const [at, list] = listOf(argument, [2], SELECT);
  const index = Number(evaluate(at ?? null));
  const items = evaluate(list ?? null);
  if (!Number.isInteger(index) || !Array.isArray(items)) throw templateError(SELECT);
  if (index < 0 || index >= items.length) {
    throw templateError(`Template error: Fn::Select cannot select nonexistent value at index ${index}`);
  }
  return items[index];
}

const SPLIT =
  'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.';

function split(argument: Json, _scope: Scope, evaluate: Evaluate): unknown {
  const [delimiter, source] = listOf(argument, [2], SPLIT);
  const text = evaluate(source ?? null);
  if (typeof delimiter !== 'string' || !isScalar(text)) throw templateError(SPLIT);
  return String(text).split(delimiter);
}

function choose(argument: Json, scope: Scope, evaluate: Evaluate): unknown {
  return evaluate(chosenBranch(argument, scope));
}

/** The branch of a `Fn::If` that its condition chooses, not evaluated. */
export function chosenBranch(argument: Json, scope: Scope): Json {
  const [name, yes, no] = listOf(argument, [3], 'Template error: Fn::If requires a list argument with three elements');
  const condition = isTable(name) ? own(name, 'Condition') : name;
  if (typeof condition !== 'string') {
    throw templateError('Template error: Fn::If requires the name of a condition as its first element');
  }
  return (scope.condition(condition, 'Fn::If') ? yes : no) ?? null;
}

const FIND_IN_MAP =
  'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value';

function findInMap(argument: Json, scope: Scope, evaluate: Evaluate): unknown {
  const list = listOf(argument, [3, 4], FIND_IN_MAP);
  const [map, top, second] = list.slice(0, 3).map((one) => evaluate(one));
  if (!isScalar(map) || !isScalar(top) || !isScalar(second)) throw templateError(FIND_IN_MAP);
  const otherwise = own(list[3], 'DefaultValue');
  const mapping = own(scope.mappings, String(map));
  const value = own(own(mapping, String(top)), String(second));
  if (value !== undefined) return evaluate(value);
  if (otherwise !== undefined) return evaluate(otherwise);
  throw mapping === undefined
    ? templateError(`Template error: Mapping named '${map}' is not present in the 'Mappings' section of template.`)
    : templateError(`Template error: Unable to get mapping for ${map}::${top}::${second}`);
}

function importValue(argument: Json, scope: Scope, evaluate: Evaluate): unknown {
  const name = evaluate(argument);
  if (!isScalar(name)) {
    throw templateError(
      'Template error: the attribute in Fn::ImportValue must be a string or a function that returns a string',
    );
  }
  if (!scope.references) throw new Pending();
  return scope.references.importValue(String(name));
}

function base64(argument: Json, _scope: Scope, evaluate: Evaluate): unknown {
  const value = evaluate(argument);
  if (!isScalar(value)) throw templateError('Template error: every Fn::Base64 object must have a String-typed value.');
  return Buffer.from(String(value)).toString('base64');
}

function cidr(argument: Json, _scope: Scope, evaluate: Evaluate): unknown {
  const list = listOf(
    argument,
    [2, 3],
    'Template error: Fn::Cidr requires a list of two or three elements: ipBlock, count and cidrBits',
  );
  const [block, count, bits] = list.map((one) => evaluate(one));
  return cidrBlocks(String(block), Number(count), bits === undefined ? undefined : Number(bits));
}

function getAvailabilityZones(argument: Json, scope: Scope, evaluate: Evaluate): unknown {
  const given = evaluate(argument);
  const region = given === '' || given === NO_VALUE ? scope.pseudoParameters['AWS::Region'] : given;
  return [...(region === 'us-east-1' ? 'abcdef' : 'abc')].map((zone) => `${region}${zone}`);
}

function length(argument: Json, _scope: Scope, evaluate: Evaluate): unknown {
  const value = evaluate(argument);
  if (!Array.isArray(value))
    throw templateError('Template error: Fn::Length requires a list or a function that returns a list');
  return value.length;
}

function toJsonString(argument: Json, _scope: Scope, evaluate: Evaluate): unknown {
  const value = evaluate(argument);
  if (typeof value !== 'object' || value === null) {
    throw templateError('Template error: Fn::ToJsonString requires an object or a list');
  }
  return JSON.stringify(value);
}

export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: ref,
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': choose,
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': importValue,
  'Fn::Base64': base64,
  'Fn::Cidr': cidr,
  'Fn::GetAZs': getAvailabilityZones,
  'Fn::Length': length,
  'Fn::ToJsonString': toJsonString,
};
