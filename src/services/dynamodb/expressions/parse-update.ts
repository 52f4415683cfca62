import { Parser } from './parser.ts';
import type { ActionNode, OperandNode, UpdateSection } from './syntax.ts';

const SECTIONS: readonly UpdateSection[] = ['SET', 'REMOVE', 'ADD', 'DELETE'];
const KEYWORDS: ReadonlySet<string> = new Set(SECTIONS);

/** Parses an UpdateExpression into its actions, in the order of the text. Throws ValidationException. */
export function parseUpdate(text: string): readonly ActionNode[] {
  const parser = new Parser(text, 'UpdateExpression', KEYWORDS);
  const actions: ActionNode[] = [];
  const seen = new Set<UpdateSection>();
  do {
    const section = SECTIONS.find((name) => parser.acceptKeyword(name));
    if (section === undefined) throw parser.syntaxError();
    if (seen.has(section)) {
      parser.refuseLate('section', `The "${section}" section can only be used once in an update expression;`);
    }
    seen.add(section);
    do actions.push(parseAction(parser, section));
    while (parser.accept(','));
  } while (parser.token.kind === 'word');
  parser.finish('update');
  return actions;
}

function parseAction(parser: Parser, section: UpdateSection): ActionNode {
  const path = parser.path();
  if (section === 'REMOVE') return { section, path };
  if (section === 'SET') {
    parser.expect('=');
    return { section, path, value: parseValue(parser) };
  }
  if (parser.token.kind !== 'value') throw parser.syntaxError();
  return { section, path, value: { kind: 'value', placeholder: parser.advance().text } };
}

function parseValue(parser: Parser): OperandNode {
  const left = parseOperand(parser);
  const operator = parser.accept('+') ? '+' : parser.accept('-') ? '-' : undefined;
  if (operator === undefined) return left;
  parser.countOperator();
  return { kind: 'arithmetic', operator, left, right: parseOperand(parser) };
}

function parseOperand(parser: Parser): OperandNode {
  if (parser.accept('(')) return parser.parenthesized(() => parseValue(parser));
  if (parser.token.kind === 'value') return { kind: 'value', placeholder: parser.advance().text };
  if (!parser.atPathOrCall()) throw parser.syntaxError();
  return parser.pathOrCall(() => parseValue(parser));
}
