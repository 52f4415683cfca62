import { type AttributeValue, type Item, typeOf } from '../values/attribute-value.ts';
import { bytesOf, compareValues, equalValues } from '../values/compare.ts';
import type { BoundCondition, BoundOperand } from './bound-condition.ts';
import { valueAt } from './document-path.ts';
import type { Comparator } from './syntax.ts';

/** Whether the item meets the condition. What is missing or of another type makes a comparison false, except `<>`. */
export function meets(item: Readonly<Item>, condition: BoundCondition): boolean {
  switch (condition.kind) {
    case 'comparison':
      return compares(condition.operator, resolve(item, condition.left), resolve(item, condition.right));
    case 'and':
      return meets(item, condition.left) && meets(item, condition.right);
    case 'or':
      return meets(item, condition.left) || meets(item, condition.right);
    case 'not':
      return !meets(item, condition.operand);
    case 'attribute_exists':
      return valueAt(item, condition.path) !== undefined;
    case 'attribute_not_exists':
      return valueAt(item, condition.path) === undefined;
    case 'begins_with':
      return beginsWith(resolve(item, condition.operand), resolve(item, condition.part));
    case 'contains':
      return contains(resolve(item, condition.operand), resolve(item, condition.part));
    case 'between': {
      const value = resolve(item, condition.operand);
      return (
        compares('>=', value, resolve(item, condition.low)) && compares('<=', value, resolve(item, condition.high))
      );
    }
    case 'in': {
      const value = resolve(item, condition.operand);
      return value !== undefined && condition.list.some((member) => compares('=', value, resolve(item, member)));
    }
    case 'attribute_type': {
      const value = resolve(item, condition.operand);
      return value !== undefined && typeOf(value) === condition.type;
    }
  }
}

function resolve(item: Readonly<Item>, operand: BoundOperand): AttributeValue | undefined {
  if (operand.kind === 'path') return valueAt(item, operand.path);
  if (operand.kind === 'value') return operand.value;
  const size = sizeOf(resolve(item, operand.operand));
  return size === undefined ? undefined : { N: String(size) };
}

function compares(operator: Comparator, a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined) return operator === '<>';
  if (operator === '=') return equalValues(a, b);
  if (operator === '<>') return !equalValues(a, b);
  const order = compareValues(a, b);
  if (order === undefined) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** What `size()` gives: UTF-16 units of strings, bytes of binaries, members of sets, lists and maps. */
function sizeOf(value: AttributeValue | undefined): number | undefined {
  if (value === undefined) return undefined;
  if ('S' in value) return value.S.length;
  if ('B' in value) return Buffer.byteLength(value.B, 'base64');
  if ('L' in value) return value.L.length;
  if ('M' in value) return Object.keys(value.M).length;
  if ('SS' in value) return value.SS.length;
  if ('NS' in value) return value.NS.length;
  return 'BS' in value ? value.BS.length : undefined;
}

function beginsWith(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (value === undefined || part === undefined) return false;
  if ('S' in value) return 'S' in part && value.S.startsWith(part.S);
  if (!('B' in value) || !('B' in part)) return false;
  const prefix = bytesOf(part.B);
  return bytesOf(value.B).subarray(0, prefix.length).equals(prefix);
}

function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (value === undefined || part === undefined) return false;
  if ('S' in value) return 'S' in part && value.S.includes(part.S);
  if ('L' in value) return value.L.some((element) => equalValues(element, part));
  if ('SS' in value) return 'S' in part && value.SS.includes(part.S);
  if ('NS' in value) return 'N' in part && value.NS.includes(part.N);
  if ('BS' in value) return 'B' in part && value.BS.includes(part.B);
  return 'B' in value && 'B' in part && bytesOf(value.B).includes(bytesOf(part.B));
}
