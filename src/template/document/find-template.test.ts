import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../std/user-error.ts';
import { findTemplate } from './find-template.ts';

test('a folder stands for the template in it, the first of the known names', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'samlet-'));
  context.after(() => rmSync(folder, { recursive: true }));
  assert.throws(
    () => findTemplate(folder),
    (error: unknown) =>
      error instanceof UserError &&
      error.code === 'SAMLET_TEMPLATE_NOT_FOUND' &&
      /template\.yaml, template\.yml, template\.json and serverless\.template/.test(error.hint ?? ''),
  );
  for (const name of ['serverless.template', 'template.json', 'template.yml', 'template.yaml']) {
    writeFileSync(join(folder, name), '');
    assert.equal(findTemplate(folder), join(folder, name));
  }
  writeFileSync(join(folder, 'api.yaml'), '');
  assert.equal(findTemplate(join(folder, 'api.yaml')), join(folder, 'api.yaml'));
  assert.throws(() => findTemplate(join(folder, 'no.yaml')), /no such file/);
});
