import type { Branch, Expression, Macro, Node, Template } from './ast.ts';
import { parseExpression, parseOperand, parseReference } from './parse-expression.ts';
import { Source } from './source.ts';
import { print } from './values.ts';

/** The largest template that API Gateway takes. */
const MAX_TEMPLATE_BYTES = 300 * 1024;
const MAX_DEPTH = 50;

/** What ends a block, and the words that may follow it. */
type End = 'end' | 'else' | 'elseif';

/**
 * Compiles a mapping template. Throws a `VtlError` for bad syntax.
 * https://velocity.apache.org/engine/1.7/user-guide.html
 */
export function compileTemplate(text: string): Template {
  if (text.length > MAX_TEMPLATE_BYTES) throw new Source(text, () => []).error('a template is over 300 KB', 0);
  const macros = new Map<string, Macro>();
  return { text, body: new TemplateParser(text, macros, false).whole(), macros };
}

/** A template that a template makes while it runs. */
export function compileInner(text: string, macros: Map<string, Macro>): readonly Node[] {
  return new TemplateParser(text, macros, true).whole();
}

class TemplateParser {
  readonly #source: Source;
  readonly #macros: Map<string, Macro>;
  /** Text within a string: a `$` at its very end is no error. */
  readonly #inner: boolean;
  #depth = 0;

  constructor(text: string, macros: Map<string, Macro>, inner: boolean) {
    this.#macros = macros;
    this.#inner = inner;
    this.#source = new Source(text, (body, at) => {
      if (++this.#depth > MAX_DEPTH) throw this.#source.error('strings are nested too deeply', at);
      const nodes = compileInner(body, macros);
      this.#depth--;
      return nodes;
    });
  }

  whole(): readonly Node[] {
    const { nodes } = this.#block(undefined);
    return nodes;
  }

  /** Reads up to the `#end` of the directive `opener`, or to the end of the text. */
  #block(opener: string | undefined): { nodes: readonly Node[]; end: End | undefined } {
    const source = this.#source;
    const nodes: Node[] = [];
    const opened = source.at;
    if (++this.#depth > MAX_DEPTH) throw source.error('directives are nested too deeply');
    for (;;) {
      // Spaces before `#set` belong to it, but only where they begin what is read: after text they are of the text.
      const set = source.take(/[ \t]*#(?:set|\{set\})[ \t]*\(/y);
      if (set !== undefined) {
        nodes.push(this.#set());
        continue;
      }
      const text = source.take(/[^$#\\]+/y);
      if (text !== undefined) {
        pushText(nodes, text);
        continue;
      }
      if (source.at >= source.text.length) {
        if (opener !== undefined) throw source.error(`#${opener} has no #end`, opened);
        return { nodes, end: undefined };
      }
      const end = this.#special(nodes);
      if (end === undefined) continue;
      if (opener === undefined || (end !== 'end' && opener !== 'if')) throw source.error(`#${end} is not expected`);
      this.#depth--;
      return { nodes, end };
    }
  }

  /** Reads what begins with `$`, `#` or a backslash; answers what ends the block. */
  #special(nodes: Node[]): End | undefined {
    const source = this.#source;
    const slashes = source.take(/\\+/y) ?? '';
    if (source.next === '$') this.#dollar(nodes, slashes.length);
    else if (source.next === '#') return this.#hash(nodes, slashes.length);
    else pushText(nodes, slashes);
    return undefined;
  }

  #dollar(nodes: Node[], backslashes: number): void {
    const source = this.#source;
    const at = source.at;
    const found = parseReference(source);
    if (found !== undefined) {
      nodes.push({ kind: 'print', ...found, backslashes });
      return;
    }
    source.at = at + 1;
    if (source.at === source.text.length && !this.#inner) throw source.error('a "$" ends the template', at);
    pushText(nodes, `${'\\'.repeat(backslashes)}$`);
  }

  #hash(nodes: Node[], backslashes: number): End | undefined {
    const source = this.#source;
    const at = source.at;
    const [, braced, bare] = /^#(?:\{([A-Za-z]\w*)\}|([A-Za-z]\w*))/.exec(source.text.slice(at, at + 200)) ?? [];
    const word = braced ?? bare;
    if (word === undefined) {
      pushText(nodes, '\\'.repeat(backslashes));
      this.#commentOrText(nodes);
      return undefined;
    }
    const known = DIRECTIVES.has(word) || this.#macros.has(word);
    const kept = known ? backslashes >> 1 : backslashes;
    pushText(nodes, '\\'.repeat(kept));
    source.at = at + word.length + (braced === undefined ? 1 : 3);
    if (known && backslashes % 2 === 1) {
      pushText(nodes, source.text.slice(at, source.at));
      return undefined;
    }
    return this.#directive(nodes, word, at);
  }

  #commentOrText(nodes: Node[]): void {
    const source = this.#source;
    const comment = source.take(/##[^\r\n]*(?:\r\n|\r|\n)?/y) ?? source.take(/#\*.*?\*#/sy);
    if (comment !== undefined) return;
    if (source.text.startsWith('#*', source.at)) throw source.error('a comment is not closed');
    const literal = source.take(/#\[\[.*?\]\]#/sy);
    if (literal !== undefined) pushText(nodes, literal.slice(3, -3));
    else if (source.text.startsWith('#[[', source.at)) throw source.error('"#[[" is not closed');
    else {
      source.at++;
      pushText(nodes, '#');
    }
  }

  #directive(nodes: Node[], word: string, at: number): End | undefined {
    const source = this.#source;
    switch (word) {
      case 'end':
        source.take(LINE_END);
        return 'end';
      case 'else':
      case 'elseif':
        return word;
      case 'if':
        nodes.push(this.#if());
        return undefined;
      case 'foreach':
        nodes.push(this.#foreach(at));
        return undefined;
      case 'break':
      case 'stop':
        nodes.push({ kind: word });
        return undefined;
      case 'define':
        nodes.push(this.#define());
        return undefined;
      case 'macro':
        this.#macro();
        return undefined;
      case 'evaluate': {
        this.#open(word);
        const evaluated = parseOperand(source);
        this.#close();
        nodes.push({ kind: 'evaluate', source: evaluated, at });
        return undefined;
      }
      case 'set':
        throw source.unexpected('"(" of #set is missing before');
      case 'parse':
      case 'include':
        throw source.error(`#${word} finds no resource: API Gateway has none`, at);
    }
    this.#call(nodes, word, at);
    return undefined;
  }

  #open(directive: string): void {
    if (this.#source.take(/[ \t]*\(/y) === undefined) {
      throw this.#source.unexpected(`"(" of #${directive} is missing before`);
    }
  }

  /** A directive's `)` takes the rest of a blank line with it. */
  #close(): void {
    this.#source.expect(')');
    this.#source.take(LINE_END);
  }

  #set(): Node {
    const source = this.#source;
    source.skipSpace();
    const target = parseReference(source);
    if (target === undefined) throw source.unexpected('#set has no reference:');
    source.expect('=');
    const value = parseExpression(source);
    this.#close();
    return { kind: 'set', target: target.reference, value };
  }

  #if(): Node {
    const branches: Branch[] = [];
    let test: Expression | undefined = this.#test('if');
    for (;;) {
      const { nodes, end } = this.#block('if');
      branches.push({ test, body: nodes });
      if (end === 'end') return { kind: 'if', branches };
      if (test === undefined) throw this.#source.error('#else is the last branch of #if');
      test = end === 'elseif' ? this.#test('elseif') : undefined;
    }
  }

  #test(directive: string): Expression {
    this.#open(directive);
    const test = parseExpression(this.#source);
    this.#close();
    return test;
  }

  #foreach(at: number): Node {
    const source = this.#source;
    this.#open('foreach');
    source.skipSpace();
    const item = parseReference(source);
    if (item === undefined) throw source.unexpected('#foreach has no reference:');
    source.skipSpace();
    if (source.take(/in\b/y) === undefined) throw source.unexpected('"in" is missing before');
    const list = parseOperand(source);
    this.#close();
    const { nodes } = this.#block('foreach');
    return { kind: 'foreach', variable: item.reference.name, source: list, body: nodes, at };
  }

  #define(): Node {
    this.#open('define');
    this.#source.skipSpace();
    const found = parseReference(this.#source);
    if (found === undefined) throw this.#source.unexpected('#define has no reference:');
    this.#close();
    const { nodes } = this.#block('define');
    return { kind: 'define', variable: found.reference.name, body: nodes };
  }

  #macro(): void {
    const source = this.#source;
    this.#open('macro');
    source.skipSpace();
    const name = source.take(/[A-Za-z]\w*/y);
    if (name === undefined) throw source.unexpected('#macro has no name:');
    const parameters: string[] = [];
    for (;;) {
      source.take(/[\s,]*/y);
      const parameter = source.take(/\$!?\{?[A-Za-z_][\w-]*\}?/y);
      if (parameter === undefined) break;
      parameters.push(parameter.replace(/^\$!?\{?|\}$/g, ''));
    }
    this.#close();
    const { nodes } = this.#block('macro');
    this.#macros.set(name, { parameters, body: nodes });
  }

  /** `#name(...)`: a macro's call, or text if there is no such macro when it runs. */
  #call(nodes: Node[], name: string, at: number): void {
    const source = this.#source;
    const named = source.at;
    const args: Expression[] = [];
    try {
      if (source.take(/[ \t]*\(/y) !== undefined) {
        source.skipSpace();
        while (!source.takeText(')')) {
          args.push(parseOperand(source));
          source.take(/[\s,]*/y);
        }
      }
    } catch (error) {
      if (this.#macros.has(name)) throw error;
      source.at = named;
      pushText(nodes, source.text.slice(at, named));
      return;
    }
    const literal = source.text.slice(at, source.at);
    const blank = source.at === named ? '' : (source.take(LINE_END) ?? '');
    nodes.push({ kind: 'call', name, args, literal: literal + blank, at });
  }
}

const LINE_END = /[ \t]*(?:\r\n|\r|\n)/y;

const DIRECTIVES: ReadonlySet<string> = new Set(
  'set if elseif else end foreach break stop define macro evaluate parse include'.split(' '),
);

function pushText(nodes: Node[], text: string): void {
  if (text === '') return;
  const last = nodes.at(-1);
  if (last?.kind === 'text') nodes[nodes.length - 1] = { kind: 'text', text: last.text + text };
  else nodes.push({ kind: 'text', text });
}

/** How an argument is printed that has no value: as it is written. */
export function literalOf(expression: Expression): string {
  if (expression.kind === 'reference') return expression.literal;
  if (expression.kind === 'literal') return expression.text ?? print(expression.value);
  return expression.kind === 'interpolated' ? expression.text : '';
}
