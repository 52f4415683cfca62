import type { Json } from '../resource-graph.ts';

/**
 * A value as lines of YAML in the block style of hand-written templates, intrinsics with their short tags. The lines are
 * indented by `indent` from the second one on: the first goes behind `- ` or below its key.
 */
export function renderYaml(value: Json, indent = 0): string {
  return linesOf(value).join(`\n${' '.repeat(indent)}`);
}

function linesOf(value: Json): string[] {
  const tagged = shortTag(value);
  if (tagged !== undefined) return [tagged];
  if (isScalar(value)) return [scalar(value)];
  if (Array.isArray(value)) {
    if (value.length === 0) return ['[]'];
    return value.flatMap((item) => {
      const [first = '', ...rest] = linesOf(item);
      return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
    });
  }
  const members = Object.entries(value as Readonly<Record<string, Json>>);
  if (members.length === 0) return ['{}'];
  return members.flatMap(([name, member]) => {
    const lines = linesOf(member);
    const inline = isScalar(member) || shortTag(member) !== undefined || lines[0] === '[]' || lines[0] === '{}';
    return inline ? [`${scalar(name)}: ${lines[0]}`] : [`${scalar(name)}:`, ...lines.map((line) => `  ${line}`)];
  });
}

function shortTag(value: Json): string | undefined {
  if (isScalar(value) || Array.isArray(value)) return undefined;
  const [[name, argument] = [], ...more] = Object.entries(value as Readonly<Record<string, Json>>);
  if (more.length > 0) return undefined;
  if (name === 'Ref' && typeof argument === 'string') return `!Ref ${argument}`;
  if (name === 'Fn::Sub' && typeof argument === 'string') return `!Sub ${scalar(argument)}`;
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `!GetAtt ${argument.join('.')}`;
  return undefined;
}

const isScalar = (value: Json): value is null | boolean | number | string =>
  value === null || typeof value !== 'object';

/** Quoted where a reader could take it for something else. */
function scalar(value: null | boolean | number | string): string {
  if (typeof value !== 'string') return String(value);
  const plain =
    /^[A-Za-z_/$][A-Za-z0-9_./:${}*@-]*$/.test(value) && !/:$|^(?:true|false|null|yes|no|on|off)$/i.test(value);
  return plain && !/[{}]/.test(value) ? value : JSON.stringify(value);
}
