import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileTemplate } from '../../src/gateway/vtl/parse-template.ts';
import { renderTemplate } from '../../src/gateway/vtl/render-template.ts';
import { conformanceDir } from '../support/conformance-data.ts';
import { conformance } from '../support/ratchet.ts';
import { VTL_KNOWN_GAPS, VTL_ON_AWS } from './vtl-known-gaps.ts';

interface VtlCase {
  readonly id: string;
  readonly template: string;
  readonly body: string;
  readonly params: {
    readonly path?: Record<string, string>;
    readonly querystring?: Record<string, string>;
    readonly header?: Record<string, string>;
  };
  readonly context: Record<string, unknown>;
  readonly stageVariables: Record<string, string>;
  /** `null` where Velocity fails. */
  readonly expected: string | null;
}

const file = conformanceDir && join(conformanceDir, 'vtl/cases.json');

if (file === undefined) {
  test('templates render as Velocity renders them', { skip: 'the conformance data is not here' }, () => {});
} else {
  conformance(JSON.parse(readFileSync(file, 'utf8')) as VtlCase[], VTL_KNOWN_GAPS, (one) => {
    const { path = {}, querystring = {}, header = {} } = one.params;
    const render = () =>
      renderTemplate(compileTemplate(one.template), { ...one, params: { path, querystring, header } }).text;
    const expected = Object.hasOwn(VTL_ON_AWS, one.id) ? VTL_ON_AWS[one.id] : one.expected;
    if (expected === null) assert.throws(render, { name: 'VtlError' });
    else assert.equal(render(), expected);
  });
}
