import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJsonPath } from './json-path.ts';
import { parseJson } from './parse-json.ts';
import { toJson } from './values.ts';

const store = parseJson(`{
  "store": {
    "book": [
      {"category": "reference", "author": "Rees", "title": "Sayings", "price": 8.95},
      {"category": "fiction", "author": "Waugh", "title": "Sword", "price": 12.99, "tags": ["x"]},
      {"category": "fiction", "author": "Melville", "title": "Moby Dick", "isbn": "0-553", "price": 8.99, "tags": []}
    ],
    "bicycle": {"color": "red", "a.b": 1}
  },
  "limit": 10
}`);

const cases: readonly (readonly [path: string, found: string])[] = [
  ['$.limit', '10'],
  ['limit', '10'],
  ["$['store']['bicycle']['color']", '"red"'],
  ["$.store.bicycle['a.b']", '1'],
  ["$.store.bicycle['color','a.b']", '{"color":"red","a.b":1}'],
  ['$.store.book[0].title', '"Sayings"'],
  ['$.store.book[-1].title', '"Moby Dick"'],
  ['$.store.book[9].title', 'null'],
  ['$.store.book.title', 'null'],
  ['$.store.book[*].author', '["Rees","Waugh","Melville"]'],
  ['$..author', '["Rees","Waugh","Melville"]'],
  ['$.store.*.color', '["red"]'],
  ['$.store.book[0,2].author', '["Rees","Melville"]'],
  ['$.store.book[1:].author', '["Waugh","Melville"]'],
  ['$.store.book[:1].author', '["Rees"]'],
  ['$.store.book[-2:-1].author', '["Waugh"]'],
  ['$..book[?(@.isbn)].title', '["Moby Dick"]'],
  ['$..book[?(!@.isbn)].title', '["Sayings","Sword"]'],
  ['$.store.book[?(@.price < $.limit)].title', '["Sayings","Moby Dick"]'],
  ["$.store.book[?(@.category == 'fiction' && @.price > 9)].title", '["Sword"]'],
  ['$.store.book[?(@[\'author\'] == "Rees" || @.isbn)].title', '["Sayings","Moby Dick"]'],
  ['$.store.book[?(@.author =~ /m.*/i)].title', '["Moby Dick"]'],
  ["$.store.book[?(@.author in ['Rees', 'Waugh'])].price", '[8.95,12.99]'],
  ['$.store.book[?(@.tags size 1)].title', '["Sword"]'],
  ['$.store.book[?(@.tags empty true)].title', '["Moby Dick"]'],
  ["$.store.book[?(@.tags contains 'x')].title", '["Sword"]'],
  ['$.store.book.length()', '3'],
  ['$..title.length()', '3'],
  ['$.none[*].x', '[]'],
];

for (const [path, found] of cases) {
  test(`${path} finds ${found}`, () => assert.equal(toJson(readJsonPath(store, path)), found));
}

for (const path of ['$.', '$.a[', '$.a[?(@.b ==)]', '$x', '$.a[?(', "$['a"]) {
  test(`${path} is no JSONPath`, () => assert.throws(() => readJsonPath(store, path), SyntaxError));
}
