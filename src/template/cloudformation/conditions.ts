import type { Json } from '../resource-graph.ts';
import { evaluate } from './evaluate.ts';
import { isTable, own, Pending, type Scope, templateError } from './scope.ts';

/** Evaluates the conditions of a template by name, each once. */
export function conditionEvaluator(
  section: Json | undefined,
  scope: Omit<Scope, 'condition' | 'references'>,
): Scope['condition'] {
  const known = new Map<string, boolean>();
  const inProgress: string[] = [];

  const condition: Scope['condition'] = (name, within) => {
    const done = known.get(name);
    if (done !== undefined) return done;
    const definition = own(section, name);
    if (definition === undefined) {
      throw within === 'Fn::If' || within === 'Condition'
        ? templateError(`Template error: unresolved condition dependency ${name} in ${within}`)
        : templateError(
            `Template format error: Unresolved condition dependency ${name} in the ${within} block of the template`,
          );
    }
    if (inProgress.includes(name)) {
      const circle = [...inProgress.slice(inProgress.indexOf(name)), name];
      throw templateError(`Template error: Found circular condition dependency: ${circle.join(' -> ')}`);
    }
    inProgress.push(name);
    try {
      const value = test(definition);
      known.set(name, value);
      return value;
    } finally {
      inProgress.pop();
    }
  };

  const inner: Scope = { ...scope, condition, references: undefined };

  function operands(value: Json, least: number, most: number, message: string): readonly Json[] {
    if (!Array.isArray(value) || value.length < least || value.length > most) throw templateError(message);
    return value;
  }

  function test(value: Json): boolean {
    if (typeof value === 'boolean') return value;
    const [name, ...others] = isTable(value) ? Object.keys(value) : [];
    const argument = isTable(value) && name !== undefined ? (value[name] ?? null) : null;
    switch (others.length === 0 ? name : undefined) {
      case 'Condition':
        if (typeof argument !== 'string')
          throw templateError('Template format error: Every Condition member must be a string.');
        return condition(argument, 'Condition');
      case 'Fn::Equals':
        return equal(
          operands(argument, 2, 2, 'Template error: every Fn::Equals object requires a list of 2 string parameters.'),
        );
      case 'Fn::Not':
        return !operands(argument, 1, 1, 'Template error: every Fn::Not object requires one boolean parameter.').map(
          test,
        )[0];
      case 'Fn::And':
        return operands(argument, 2, 10, many('Fn::And')).map(test).every(Boolean);
      case 'Fn::Or':
        return operands(argument, 2, 10, many('Fn::Or')).map(test).some(Boolean);
      default:
        throw templateError(
          'Template format error: Every Conditions member must be one of Fn::And, Fn::Or, Fn::Not, Fn::Equals and Condition.',
        );
    }
  }

  function equal(sides: readonly Json[]): boolean {
    const [left, right] = sides.map((side) => {
      try {
        return text(evaluate(side, inner));
      } catch (error) {
        if (!(error instanceof Pending)) throw error;
        const imports = JSON.stringify(side).includes('Fn::ImportValue');
        throw templateError(
          imports
            ? 'Template error: Cannot use Fn::ImportValue in Conditions.'
            : 'Template format error: Unresolved dependencies. Cannot reference resources in the Conditions block of the template',
        );
      }
    });
    return left === right;
  }

  return condition;
}

const many = (name: string) =>
  `Template error: every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`;

const text = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
