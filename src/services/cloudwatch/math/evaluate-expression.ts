import { functionNamed, type MathScope } from './functions.ts';
import { type BinaryOperator, MathError, type MathNode } from './parse-expression.ts';
import {
  applyOperator,
  combine,
  type MathValue,
  mapSeries,
  type SeriesValue,
  scalar,
  several,
  single,
  type TimeSeries,
} from './time-series.ts';

/**
 * The series that an expression makes, of the values that `lookUp` gives for the ids in it.
 * @throws {MathError} for what cannot be evaluated, and for an expression that makes a single number
 */
export function evaluateExpression(
  node: MathNode,
  lookUp: (id: string) => MathValue | undefined,
  scope: MathScope,
): SeriesValue {
  const value = evaluate(node, lookUp, scope);
  if (value.kind === 'series' || value.kind === 'list') return value;
  throw new MathError('The final result of an expression must be a time series or an array of time series');
}

function evaluate(node: MathNode, lookUp: (id: string) => MathValue | undefined, scope: MathScope): MathValue {
  const inner = (part: MathNode) => evaluate(part, lookUp, scope);
  switch (node.kind) {
    case 'number':
      return scalar(node.value);
    case 'text':
      return { kind: 'text', text: node.value };
    case 'word':
      return { kind: 'text', text: node.name };
    case 'id': {
      const value = lookUp(node.name);
      if (value === undefined) throw new MathError(`Undefined variable ${node.name}`);
      return value;
    }
    case 'list':
      return several(
        node.items.flatMap((item): readonly TimeSeries[] => {
          const value = inner(item);
          if (value.kind === 'list') return value.list;
          if (value.kind === 'series') return [value.series];
          throw new MathError('An array holds time series');
        }),
      );
    case 'call':
      return functionNamed(node.name)(node.parameters.map(inner), scope);
    case 'negative':
      return binary('*', inner(node.operand), scalar(-1));
    case 'binary':
      return binary(node.operator, inner(node.left), inner(node.right));
  }
}

function binary(operator: BinaryOperator, left: MathValue, right: MathValue): MathValue {
  const apply = (a: number, b: number) => applyOperator(operator, a, b);
  if (left.kind === 'text' || right.kind === 'text') throw new MathError(`Unsupported operand of ${operator}`);
  if (left.kind === 'list' && right.kind === 'list') {
    if (left.list.length !== right.list.length) {
      throw new MathError(`The arrays of ${operator} must be of the same size`);
    }
    return several(left.list.map((series, index) => combine(series, right.list[index] ?? series, apply)));
  }
  if (left.kind === 'list')
    return several(left.list.map((series) => asSeries(binary(operator, single(series), right))));
  if (right.kind === 'list')
    return several(right.list.map((series) => asSeries(binary(operator, left, single(series)))));
  if (left.kind === 'scalar') {
    if (right.kind === 'scalar') return scalar(apply(left.value, right.value));
    return single(mapSeries(right.series, (value) => apply(left.value, value)));
  }
  if (right.kind === 'scalar') return single(mapSeries(left.series, (value) => apply(value, right.value)));
  return single(combine(left.series, right.series, apply));
}

function asSeries(value: MathValue): TimeSeries {
  if (value.kind !== 'series') throw new MathError('Invalid syntax');
  return value.series;
}
