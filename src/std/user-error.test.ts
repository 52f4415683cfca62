import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from './user-error.ts';

test('a user error names the place, the mistake and the way out', () => {
  const error = new UserError('SAMLET_HANDLER_NOT_FOUND', 'OrdersFunction: no file for handler "src/orders.handler"', {
    where: 'template.yaml:31',
    hint: 'Looked for src/orders.js, .mjs and .cjs.',
  });
  assert.equal(
    String(error),
    'template.yaml:31: OrdersFunction: no file for handler "src/orders.handler" [SAMLET_HANDLER_NOT_FOUND]\n' +
      '  → Looked for src/orders.js, .mjs and .cjs.',
  );
});
