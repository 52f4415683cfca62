import type { Item } from '../values/attribute-value.ts';
import type { Placeholders } from './placeholders.ts';

/** A ProjectionExpression with its placeholders bound. */
export interface Projection {
  readonly rootNames: ReadonlySet<string>;
}

/** Throws ValidationException (`Invalid ProjectionExpression: ...`). Parsing is cached by text. */
export function compileProjection(_text: string, _placeholders: Placeholders): Projection {
  throw new Error('not built yet');
}

/** The projected part of the item, a new object; `{}` when nothing of it is there. */
export function project(_projection: Projection, _item: Readonly<Item>): Item {
  throw new Error('not built yet');
}
