import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { conformanceDir, seedsDir } from '../../test/support/conformance-data.ts';
import { analyzeTemplate } from './analyze-template.ts';
import { own } from './cloudformation/scope.ts';
import { readTemplate } from './read-template.ts';
import type { Json } from './resource-graph.ts';

/** Inputs of the translator's own tests that CloudFormation would not deploy: names that nothing defines, null, made-up properties. */
const REFUSED = new Map<string, RegExp>([
  ['api_http_with_default_iam_authorizer.yaml', /Unresolved resource dependencies \[UserPoolClient/],
  ['api_with_any_method_in_swagger.yaml', /'null' values/],
  ['api_with_custom_base_path.yaml', /Unresolved resource dependencies \[HostedZoneId\]/],
  ['api_with_merge_definitions_null_paths.yaml', /'null' values/],
  ['api_with_security_definition_and_components.yaml', /'null' values/],
  ['api_with_security_definition_and_none_components.yaml', /'null' values/],
  ['basic_function_withimageuri.yaml', /Value of property Command must be of type List/],
  ['function_with_intrinsics_resource_attribute.yaml', /unsupported function: Fn::Equals/],
  ['function_with_resource_refs.yaml', /Encountered unsupported property Name/],
  ['intrinsic_functions.yaml', /unsupported function: Fn::Ref/],
  ['resource_with_invalid_type.yaml', /must contain a Type member/],
]);

/** A value for each parameter without a default. */
function parametersFor(section: Json | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(section ?? {}).flatMap(([name, definition]: [string, Json]) => {
      if (own(definition, 'Default') !== undefined) return [];
      const allowed = own(definition, 'AllowedValues');
      if (Array.isArray(allowed)) return [[name, String(allowed[0])]];
      return [[name, own(definition, 'Type') === 'Number' ? '1' : 'a']];
    }),
  );
}

function errorsOf(path: string, region: string, sam: boolean): readonly string[] {
  const document = readTemplate(path);
  const value = sam ? { Transform: 'AWS::Serverless-2016-10-31', ...document.value } : document.value;
  const parameterOverrides = parametersFor(document.value['Parameters']);
  const { graph, notices } = analyzeTemplate(
    { ...document, value },
    { stackName: 'app', region, account: '000000000000', parameterOverrides, resourceTypes: new Map() },
  );
  const errors = notices.filter(({ kind }) => kind === 'error').map(({ message }) => message);
  assert.ok(graph !== undefined || errors.length > 0, 'without a graph there is an error');
  for (const { place, message } of notices) assert.ok(place !== undefined && place.line > 0, `no place: ${message}`);
  return errors;
}

test('the SAM transform makes of real templates what CloudFormation takes', {
  skip: conformanceDir === undefined && 'the conformance data is not here',
}, () => {
  const folder = join(conformanceDir ?? '', 'sam/input');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    const errors = errorsOf(join(folder, file), 'ap-southeast-1', true);
    const expected = REFUSED.get(file);
    if (expected)
      assert.ok(
        errors.some((message) => expected.test(message)),
        `${file}: ${errors.join('\n')}`,
      );
    else assert.deepEqual(errors, [], file);
  }
});

const SEEDS: Readonly<Record<string, readonly RegExp[]>> = {
  'hello/template.yaml': [],
  'posts/template.yaml': [],
  'users/template.yaml': [/ThrottleSettings/],
  'users/fixed/template.yaml': [],
};
for (const [file, expected] of Object.entries(SEEDS)) {
  test(`the seed ${file} has ${expected.length} mistakes`, {
    skip: seedsDir === undefined && 'the seeds are not here',
  }, () => {
    const errors = errorsOf(join(seedsDir ?? '', file), 'us-east-1', false);
    assert.equal(errors.length, expected.length, errors.join('\n'));
    for (const [index, pattern] of expected.entries()) assert.match(errors[index] ?? '', pattern);
  });
}
