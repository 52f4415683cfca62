import { Parser } from './parser.ts';
import type { PathNode } from './syntax.ts';

const KEYWORDS: ReadonlySet<string> = new Set();

/** Parses a ProjectionExpression. Throws ValidationException. */
export function parseProjection(text: string): readonly PathNode[] {
  const parser = new Parser(text, 'ProjectionExpression', KEYWORDS);
  const paths: PathNode[] = [];
  do paths.push(parser.path());
  while (parser.accept(','));
  parser.finish('update');
  return paths;
}
