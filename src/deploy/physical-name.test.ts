import assert from 'node:assert/strict';
import { test } from 'node:test';
import { physicalName } from './physical-name.ts';

test('a derived name is stack, logical id and twelve characters, the same each time', () => {
  assert.match(physicalName('app', 'Table', 0, 255), /^app-Table-[0-9A-Z]{12}$/);
  assert.equal(physicalName('app', 'Table', 0, 255), physicalName('app', 'Table', 0, 255));
  assert.notEqual(physicalName('app', 'Table', 0, 255), physicalName('app', 'Table', 1, 255));
});

for (const maxLength of [64, 32, 20, 14, 12, 8]) {
  test(`a derived name fits into ${maxLength} characters`, () => {
    const name = physicalName('a-stack-with-a-long-name-indeed', 'ALogicalIdThatIsAlsoVeryLongAsTheyAre', 0, maxLength);
    assert.ok(name.length <= maxLength, name);
    assert.ok(!name.startsWith('-') && !name.endsWith('-'));
  });
}
