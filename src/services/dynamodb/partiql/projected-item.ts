import { type DocumentPath, valueAt } from '../expressions/index.ts';
import { type Item, setAttribute } from '../values/attribute-value.ts';

/** What a SELECT list makes of an item: `a.b` becomes an attribute `b`, `a.list[0]` one called `list[0]`. */
export function projectedItem(paths: readonly DocumentPath[] | undefined, item: Readonly<Item>): Readonly<Item> {
  if (paths === undefined) return item;
  const result: Item = {};
  for (const path of paths) {
    const value = valueAt(item, path);
    if (value !== undefined) setAttribute(result, columnName(path), value);
  }
  return result;
}

function columnName(path: DocumentPath): string {
  const at = path.findLastIndex((element) => typeof element === 'string');
  return `${path[at]}${path
    .slice(at + 1)
    .map((index) => `[${index}]`)
    .join('')}`;
}
