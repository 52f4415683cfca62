import { RegExpTimeout } from '../java-regexp.ts';
import type { Expression, Macro, Node, PrintedReference, Reference, Template } from './ast.ts';
import { callMethod, readIndex, readProperty, writeMember } from './call-method.ts';
import { ForeachState } from './foreach-state.ts';
import { calculate, compare, looselyEqual, toNumber } from './operators.ts';
import { compileInner, literalOf } from './parse-template.ts';
import { JavaException } from './string-methods.ts';
import { TemplateVariables } from './template-variables.ts';
import { isNull, isNumber, isTrue, JavaList, JavaMap, MAX_TEXT, NOTHING, print } from './values.ts';
import type { Rendered, VtlContext } from './vtl-context.ts';
import { errorAt, VtlError } from './vtl-error.ts';

/** As API Gateway: a loop ends after so many iterations. */
const MAX_ITERATIONS = 1_000;
/** What a template may do in all; loops within loops would run for hours. */
const MAX_STEPS = 5_000_000;
/** How long a template may go on calling methods, in milliseconds of the process. */
const MAX_CALLS_MS = 1_000;
const MAX_MACRO_DEPTH = 20;

/**
 * Renders a template for one request. Throws a `VtlError` when it fails: an exception of a Java method, a call without end, more than 10 MB of output.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
 */
export function renderTemplate(template: Template, context: VtlContext): Rendered {
  const variables = new TemplateVariables(context);
  const renderer = new Renderer(template, variables);
  return { text: renderer.run(), overrides: variables.overrides };
}

/** How a block ended. */
type Signal = 'break' | 'stop' | undefined;

/** An argument of a macro: an expression of the caller, evaluated each time it is used. */
interface Argument {
  readonly expression: Expression;
  readonly caller: Frame | undefined;
}

interface Frame {
  readonly args: ReadonlyMap<string, Argument>;
  /** What the macro has set over its own parameters. */
  readonly own: Map<string, unknown>;
}

/** `#define`: rendered where it is printed. */
class Block {
  readonly body: readonly Node[];

  constructor(body: readonly Node[]) {
    this.body = body;
  }
}

class Renderer {
  readonly #template: Template;
  readonly #variables: TemplateVariables;
  #macros: ReadonlyMap<string, Macro>;
  readonly #set = new Map<string, unknown>();
  #frame: Frame | undefined;
  #out = '';
  #outer = 0;
  #steps = 0;
  #depth = 0;
  #at = 0;
  /** When methods have been called for too long; 0 before the first. */
  #callsUntil = 0;

  constructor(template: Template, variables: TemplateVariables) {
    this.#template = template;
    this.#variables = variables;
    this.#macros = template.macros;
  }

  run(): string {
    try {
      this.#nodes(this.#template.body);
      return this.#out;
    } catch (error) {
      throw this.#asVtlError(error);
    }
  }

  #asVtlError(error: unknown): unknown {
    if (error instanceof VtlError) return error;
    const users = error instanceof JavaException || error instanceof RegExpTimeout || error instanceof SyntaxError;
    if (!users && !(error instanceof RangeError)) return error;
    return errorAt(error.message, this.#template.text, this.#at);
  }

  #fail(problem: string): VtlError {
    return errorAt(problem, this.#template.text, this.#at);
  }

  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS) throw this.#fail('the template runs without end, or nearly: it is cut off');
  }

  /** A method may take long for one step: over a large body, or with a regular expression. */
  #checkTime(): void {
    const now = performance.now();
    if (this.#callsUntil === 0) this.#callsUntil = now + MAX_CALLS_MS;
    else if (now > this.#callsUntil) throw this.#fail('the template takes too long: it is cut off');
  }

  #write(text: string): void {
    this.#out += text;
    if (this.#out.length + this.#outer > MAX_TEXT) throw this.#fail('the template writes more than 10 MB');
  }

  #nodes(nodes: readonly Node[]): Signal {
    for (const node of nodes) {
      this.#spend(1);
      const signal = this.#node(node);
      if (signal !== undefined) return signal;
    }
    return undefined;
  }

  #node(node: Node): Signal {
    switch (node.kind) {
      case 'text':
        this.#write(node.text);
        return undefined;
      case 'print':
        this.#print(node);
        return undefined;
      case 'set':
        this.#assign(node.target, this.#evaluate(node.value));
        return undefined;
      case 'if': {
        const branch = node.branches.find(({ test }) => test === undefined || isTrue(this.#evaluate(test)));
        return branch === undefined ? undefined : this.#nodes(branch.body);
      }
      case 'foreach':
        return this.#foreach(node.variable, this.#evaluate(node.source), node.body);
      case 'break':
      case 'stop':
        return node.kind;
      case 'define':
        this.#put(node.variable, new Block(node.body));
        return undefined;
      case 'evaluate': {
        const source = this.#evaluate(node.source);
        if (isNull(source)) return undefined;
        const macros = new Map(this.#macros);
        this.#macros = macros;
        return this.#inside(() => this.#nodes(compileInner(print(source), macros)));
      }
      case 'call':
        this.#at = node.at;
        return this.#call(node.name, node.args, node.literal);
    }
  }

  #inside<T>(run: () => T): T {
    if (++this.#depth > MAX_MACRO_DEPTH) throw this.#fail(`macros call each other more than ${MAX_MACRO_DEPTH} times`);
    const result = run();
    this.#depth--;
    return result;
  }

  /** What nodes write, apart from the output. */
  #text(nodes: readonly Node[]): string {
    const before = this.#out;
    this.#outer += before.length;
    this.#out = '';
    this.#inside(() => this.#nodes(nodes));
    const text = this.#out;
    this.#out = before;
    this.#outer -= before.length;
    return text;
  }

  #print({ reference, quiet, backslashes }: PrintedReference): void {
    const value = this.#reference(reference);
    const half = '\\'.repeat(backslashes >> 1);
    if (backslashes % 2 === 1) {
      // An escaped reference prints as written; the backslash stays where there was nothing to escape.
      this.#write(half + (isNull(value) ? '\\' : '') + reference.literal);
    } else if (value === undefined || value === null) {
      this.#write(half + half + (quiet ? '' : this.#unresolved(reference)));
    } else {
      const text = print(value);
      this.#spend(text.length >> 6);
      this.#write(half + text);
    }
  }

  /** A parameter of a macro without a value prints as the caller wrote it. */
  #unresolved(reference: Reference): string {
    const argument = reference.steps.length === 0 ? this.#frame?.args.get(reference.name) : undefined;
    return argument === undefined ? reference.literal : literalOf(argument.expression);
  }

  #foreach(variable: string, source: unknown, body: readonly Node[]): Signal {
    const items =
      source instanceof JavaList ? source.items : source instanceof JavaMap ? [...source.entries.values()] : [];
    const quiet = source instanceof JavaList && source.fromJson;
    const outer = this.#set.get('foreach');
    const before = [variable, 'foreach', 'velocityCount', 'velocityHasNext'].map(
      (name) => [name, this.#set.get(name)] as const,
    );
    const state = new ForeachState(outer instanceof ForeachState ? outer : undefined, items);
    let signal: Signal;
    for (const [at, item] of items.entries()) {
      if (at >= MAX_ITERATIONS || state.stopped) break;
      this.#spend(1);
      state.at = at;
      this.#set.set('foreach', state);
      this.#set.set('velocityCount', at + 1);
      this.#set.set('velocityHasNext', state.hasNext);
      this.#put(variable, item ?? (quiet ? NOTHING : undefined));
      signal = this.#nodes(body);
      if (signal !== undefined) break;
    }
    for (const [name, value] of before) {
      if (value === undefined) this.#set.delete(name);
      else this.#set.set(name, value);
    }
    return signal === 'stop' ? signal : undefined;
  }

  #call(name: string, args: readonly Expression[], literal: string): Signal {
    const macro = this.#macros.get(name);
    if (macro === undefined) {
      this.#write(literal);
      return undefined;
    }
    const caller = this.#frame;
    const given = macro.parameters.flatMap((parameter, at) => {
      const expression = args[at];
      return expression === undefined ? [] : [[parameter, { expression, caller }] as const];
    });
    this.#frame = { args: new Map(given), own: new Map() };
    const signal = this.#inside(() => this.#nodes(macro.body));
    this.#frame = caller;
    return signal === 'stop' ? signal : undefined;
  }

  #assign({ name, steps, at }: Reference, value: unknown): void {
    this.#at = at;
    // Velocity 1.7 does not set null: the variable keeps its value.
    if (value === undefined || value === null) return;
    const last = steps.at(-1);
    if (last === undefined) {
      this.#put(name, value);
      return;
    }
    const target = this.#follow(this.#root(name), steps.slice(0, -1));
    if (last.kind === 'method') throw this.#fail('#set cannot assign to a method');
    writeMember(target, last.kind === 'property' ? last.name : this.#evaluate(last.index), value);
  }

  #put(name: string, value: unknown): void {
    const argument = this.#frame?.args.get(name);
    if (argument === undefined) {
      this.#set.set(name, value);
      return;
    }
    const { expression, caller } = argument;
    if (expression.kind !== 'reference' || expression.steps.length > 0) {
      this.#frame?.own.set(name, value);
      return;
    }
    const frame = this.#frame;
    this.#frame = caller;
    this.#put(expression.name, value);
    this.#frame = frame;
  }

  #root(name: string): unknown {
    const frame = this.#frame;
    if (frame?.own.has(name)) return frame.own.get(name);
    const argument = frame?.args.get(name);
    if (argument !== undefined) {
      this.#frame = argument.caller;
      const value = this.#evaluate(argument.expression);
      this.#frame = frame;
      return value;
    }
    const value = this.#set.get(name) ?? this.#variables.get(name);
    return value instanceof Block ? this.#text(value.body) : value;
  }

  #reference({ name, steps, at }: Reference): unknown {
    const value = this.#root(name);
    this.#at = at;
    return this.#follow(value, steps);
  }

  #follow(root: unknown, steps: Reference['steps']): unknown {
    let value = root;
    for (const step of steps) {
      if (value === undefined || value === null) return undefined;
      this.#spend(1 + weightOf(value));
      if (step.kind === 'property') value = readProperty(value, step.name);
      else if (step.kind === 'index') value = readIndex(value, this.#evaluate(step.index));
      else {
        const at = this.#at;
        const args = step.args.map((arg) => this.#evaluate(arg));
        // An argument's own references, in a string perhaps, are not where the call fails.
        this.#at = at;
        this.#checkTime();
        value = callMethod(value, step.name, args);
      }
    }
    return value;
  }

  #evaluate(expression: Expression): unknown {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'interpolated':
        return this.#text(expression.body);
      case 'reference':
        return this.#reference(expression);
      case 'list':
        return new JavaList(expression.items.map((item) => this.#evaluate(item)));
      case 'map':
        return new JavaMap(
          new Map(expression.members.map(([key, value]) => [print(this.#evaluate(key)), this.#evaluate(value)])),
        );
      case 'range':
        return this.#range(this.#evaluate(expression.from), this.#evaluate(expression.to));
      case 'not':
        return !isTrue(this.#evaluate(expression.operand));
      case 'binary':
        return this.#binary(expression);
    }
  }

  #range(from: unknown, to: unknown): unknown {
    if (!isNumber(from) || !isNumber(to)) return undefined;
    const [first, last] = [Math.trunc(toNumber(from)), Math.trunc(toNumber(to))];
    const length = Math.abs(last - first) + 1;
    this.#spend(length);
    return new JavaList(Array.from({ length }, (_, at) => (last < first ? first - at : first + at)));
  }

  #binary({ operator, left, right }: Expression & { kind: 'binary' }): unknown {
    if (operator === '&&') return isTrue(this.#evaluate(left)) && isTrue(this.#evaluate(right));
    if (operator === '||') return isTrue(this.#evaluate(left)) || isTrue(this.#evaluate(right));
    const a = this.#evaluate(left);
    const b = this.#evaluate(right);
    switch (operator) {
      case '==':
        return looselyEqual(a, b);
      case '!=':
        return !looselyEqual(a, b);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return compare(operator, a, b);
    }
    if (operator === '+' && (typeof a === 'string' || typeof b === 'string')) {
      const joined = printed(a, left) + printed(b, right);
      if (joined.length > MAX_TEXT) throw this.#fail('a string is over 10 MB');
      return joined;
    }
    return calculate(operator, a, b);
  }
}

/** What `+` adds to a string: null is added as it is written. */
function printed(value: unknown, expression: Expression): string {
  return value === undefined || value === null ? literalOf(expression) : print(value);
}

/** What a call on a value may cost, in steps. */
function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length >> 6;
  return value instanceof JavaList ? value.items.length >> 2 : 0;
}
