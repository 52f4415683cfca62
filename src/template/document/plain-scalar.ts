const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:true|True|TRUE|yes|Yes|YES|on|On|ON)$/;
const FALSE = /^(?:false|False|FALSE|no|No|NO|off|Off|OFF)$/;
const DECIMAL = /^[-+]?(?:0|[1-9][0-9_]*)$/;
const OCTAL = /^([-+]?)0o?([0-7_]+)$/;
const HEX = /^([-+]?)0x([0-9a-fA-F_]+)$/;
const BINARY = /^([-+]?)0b([01_]+)$/;
const FLOAT = /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*(?:[eE][-+]?[0-9]+)?$|^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/;

/**
 * What an unquoted YAML scalar is, by YAML 1.1 as CloudFormation reads it: `yes` and `off` are booleans, `0755` is octal,
 * dates stay strings (`2012-10-17`), and so does an account id such as `012345678901` with digits that octal does not have.
 *
 * A number that JavaScript would write otherwise (`1.0`, 20 digits) stays a string: CloudFormation keeps what was written,
 * and every number of a template may be given as a string. `asNumber` asks for the number even so.
 */
export function plainScalar(source: string, asNumber = false): null | boolean | number | string {
  if (NULL.test(source)) return null;
  if (TRUE.test(source)) return true;
  if (FALSE.test(source)) return false;
  if (DECIMAL.test(source)) return exact(source, Number(source.replaceAll('_', '')), asNumber);
  for (const [pattern, radix] of [
    [OCTAL, 8],
    [HEX, 16],
    [BINARY, 2],
  ] as const) {
    const match = pattern.exec(source);
    if (match) return Number.parseInt(`${match[1]}${match[2]?.replaceAll('_', '')}`, radix);
  }
  if (FLOAT.test(source) && /[0-9]/.test(source)) return exact(source, Number(source.replaceAll('_', '')), asNumber);
  return source;
}

function exact(source: string, value: number, asNumber: boolean): number | string {
  const plain = source.replace(/^\+/, '').replaceAll('_', '');
  return asNumber || String(value) === plain || source.includes('_') ? value : source;
}
