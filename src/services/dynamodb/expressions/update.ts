import type { Item } from '../values/attribute-value.ts';
import type { Placeholders } from './placeholders.ts';

/** An UpdateExpression with its placeholders bound. */
export interface Update {
  readonly rootNames: ReadonlySet<string>;
}

/** Throws ValidationException (`Invalid UpdateExpression: ...`). Parsing is cached by text. */
export function compileUpdate(_text: string, _placeholders: Placeholders): Update {
  throw new Error('not built yet');
}

/** `One or more parameter values were invalid: Cannot update attribute <name>. This attribute is part of the key`. */
export function rejectKeyUpdates(_update: Update, _keyNames: readonly string[]): void {
  throw new Error('not built yet');
}

/**
 * The item after the update; `item` itself is not changed. For an item that does not exist pass its key.
 * Throws ValidationException when the item does not fit the update.
 */
export function applyUpdate(_update: Update, _item: Readonly<Item>): Item {
  throw new Error('not built yet');
}

/** What UPDATED_OLD and UPDATED_NEW answer: of the item before or after the update, only the paths that it touches. */
export function updatedAttributes(_update: Update, _item: Readonly<Item>): Item {
  throw new Error('not built yet');
}
