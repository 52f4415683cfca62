import { Lru } from '../../../std/lru.ts';
import { validation } from '../errors.ts';
import type { ActionNode, ConditionNode, DocumentPath, OperandNode, PathNode } from '../expressions/index.ts';
import { ExpressionParser, pathOf } from './expression-parser.ts';
import { malformed } from './malformed.ts';
import type {
  DeleteStatement,
  InsertStatement,
  OrderTerm,
  ParsedStatement,
  ReturningClause,
  SelectStatement,
  Statement,
  UpdateStatement,
} from './statement.ts';

const TABLE_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;
const parsed = new Lru<string, ParsedStatement>(1000);

/**
 * Reads a PartiQL statement; what was read is remembered by its text.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
 * @throws ServiceError ValidationException
 */
export function parseStatement(text: string): ParsedStatement {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const parser = new ExpressionParser(text);
  const statement = readStatement(parser);
  parser.reader.expectEnd();
  const { values, parameterCount } = parser;
  const result = { statement, values, parameterCount };
  parsed.set(text, result);
  return result;
}

function readStatement(parser: ExpressionParser): Statement {
  const { reader } = parser;
  if (reader.acceptWords('SELECT')) return readSelect(parser);
  if (reader.acceptWords('INSERT')) return readInsert(parser);
  if (reader.acceptWords('UPDATE')) return readUpdate(parser);
  if (reader.acceptWords('DELETE')) return readDelete(parser);
  if (reader.acceptWords('EXISTS')) {
    reader.expect('(', 'LEFT_PAREN');
    reader.expectWord('SELECT');
    const select = readSelect(parser);
    reader.expect(')', 'RIGHT_PAREN');
    return { kind: 'exists', select };
  }
  throw malformed('Expected data manipulation');
}

function readSelect(parser: ExpressionParser): SelectStatement {
  const { reader } = parser;
  const projection = readProjection(parser);
  reader.expectWord('FROM');
  const table = readTable(parser);
  const index = reader.accept('.') ? reader.name() : undefined;
  if (reader.isMark('.')) throw validation('A path may contain at most 2 components in the FROM clause');
  const where = readWhere(parser);
  return {
    kind: 'select',
    table,
    ...(index === undefined ? {} : { index }),
    ...(projection === undefined ? {} : { projection }),
    ...where,
    orderBy: readOrder(parser),
  };
}

function readProjection(parser: ExpressionParser): readonly DocumentPath[] | undefined {
  const { reader } = parser;
  const paths: DocumentPath[] = [];
  let whole = false;
  do {
    if (reader.accept('*')) whole = true;
    else if (reader.isCall()) throw validation(`Unsupported function in the projection: ${reader.token.text}`);
    else paths.push(pathOf(parser.path()));
  } while (reader.accept(','));
  if (!whole) return paths;
  if (paths.length === 0) return undefined;
  throw validation("Other attributes should not be present in the projection when '*' is used.");
}

function readOrder({ reader }: ExpressionParser): OrderTerm[] {
  const terms: OrderTerm[] = [];
  if (!reader.acceptWords('ORDER', 'BY')) return terms;
  do {
    const name = reader.name();
    const descending = reader.acceptWords('DESC');
    if (!descending) reader.acceptWords('ASC');
    terms.push({ name, descending });
  } while (reader.accept(','));
  return terms;
}

function readInsert(parser: ExpressionParser): InsertStatement {
  const { reader } = parser;
  reader.expectWord('INTO');
  const table = readWrittenTable(parser);
  if (!reader.acceptWords('VALUE')) throw malformed('Unexpected keyword');
  return { kind: 'insert', table, value: parser.value() };
}

function readUpdate(parser: ExpressionParser): UpdateStatement {
  const { reader } = parser;
  const table = readWrittenTable(parser);
  const actions: ActionNode[] = [];
  for (;;) {
    if (reader.acceptWords('SET')) {
      do actions.push(readAssignment(parser));
      while (reader.accept(','));
    } else if (reader.acceptWords('REMOVE')) {
      do actions.push({ section: 'REMOVE', path: parser.path() });
      while (reader.accept(','));
    } else break;
  }
  if (actions.length === 0) throw malformed('Expected data manipulation');
  return { kind: 'update', table, actions, ...readWhere(parser), ...readReturning(parser) };
}

function readAssignment(parser: ExpressionParser): ActionNode {
  const path = parser.path();
  parser.reader.expect('=', 'EQ');
  const value = parser.assigned();
  return setAction(path, value) ?? { section: 'SET', path, value };
}

/** `tags = set_add(tags, <<'a'>>)` is what ADD does, `set_delete` what DELETE does. */
function setAction(path: PathNode, value: OperandNode): ActionNode | undefined {
  if (value.kind !== 'call' || (value.name !== 'set_add' && value.name !== 'set_delete')) return undefined;
  const [of, members, ...more] = value.args;
  const same = of?.kind === 'path' && JSON.stringify(of.elements) === JSON.stringify(path.elements);
  if (!same || members?.kind !== 'value' || more.length > 0) {
    throw validation(`The first argument of ${value.name} must be the attribute that is set, the second a set`);
  }
  return { section: value.name === 'set_add' ? 'ADD' : 'DELETE', path, value: members };
}

function readDelete(parser: ExpressionParser): DeleteStatement {
  parser.reader.expectWord('FROM');
  const table = readWrittenTable(parser);
  const statement: DeleteStatement = { kind: 'delete', table, ...readWhere(parser), ...readReturning(parser) };
  const { returning } = statement;
  if (returning !== undefined && (returning.which !== 'ALL' || returning.when !== 'OLD')) {
    throw validation(
      `Invalid returning clause: RETURNING ${returning.which} ${returning.when} *. ` +
        'Only RETURNING ALL OLD * is allowed in DELETE statements.',
    );
  }
  return statement;
}

function readWhere(parser: ExpressionParser): { readonly where?: ConditionNode } {
  return parser.reader.acceptWords('WHERE') ? { where: parser.condition() } : {};
}

function readReturning({ reader }: ExpressionParser): { readonly returning?: ReturningClause } {
  if (!reader.acceptWords('RETURNING')) return {};
  const which = reader.acceptWords('ALL') ? 'ALL' : reader.acceptWords('MODIFIED') ? 'MODIFIED' : undefined;
  const when = reader.acceptWords('OLD') ? 'OLD' : reader.acceptWords('NEW') ? 'NEW' : undefined;
  if (which === undefined || when === undefined) throw malformed('Expected ALL or MODIFIED, then OLD or NEW');
  reader.expect('*', 'STAR');
  return { returning: { which, when } };
}

function readTable({ reader }: ExpressionParser): string {
  const name = reader.name();
  if (!TABLE_NAME.test(name) && !name.startsWith('arn:')) {
    throw validation(
      "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', '-', '_', '.'.",
    );
  }
  return name;
}

function readWrittenTable(parser: ExpressionParser): string {
  const name = readTable(parser);
  if (parser.reader.isMark('.')) throw validation('This operation is not supported on an index');
  return name;
}
