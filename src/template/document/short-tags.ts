import type { Json } from '../resource-graph.ts';

const WITHOUT_PREFIX = new Set(['Ref', 'Condition']);
const WITH_PREFIX = new Set([
  'GetAtt',
  'Sub',
  'Join',
  'Select',
  'Split',
  'If',
  'Equals',
  'And',
  'Or',
  'Not',
  'FindInMap',
  'ImportValue',
  'Base64',
  'Cidr',
  'GetAZs',
  'Transform',
  'Length',
  'ToJsonString',
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'RefAll',
  'ValueOf',
  'ValueOfAll',
]);

/** `Fn::Sub` for `!Sub`; `undefined` for a tag that CloudFormation does not know. */
export function longNameOf(tag: string): string | undefined {
  const name = tag.slice(1);
  if (WITHOUT_PREFIX.has(name)) return name;
  return WITH_PREFIX.has(name) ? `Fn::${name}` : undefined;
}

/** `!GetAtt Name.Attribute.Path` is short for a list of two; everything else keeps its value. */
export function longValueOf(longName: string, value: Json): Json {
  if (longName !== 'Fn::GetAtt' || typeof value !== 'string') return value;
  const dot = value.indexOf('.');
  return dot < 0 ? value : [value.slice(0, dot), value.slice(dot + 1)];
}
