import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { seedsDir } from '../support/conformance-data.ts';
import { withoutBoto3, withoutTerraform } from '../support/installed.ts';
import { zipOf } from '../support/lambda-service.ts';
import { terraformIn } from '../support/terraform.ts';

import { aFolder, clientOf, counted, leftOvers, running, succeeded } from '../support/terraform-stack.ts';

const BUDGET = { timeout: 300_000 };
const withoutGuide =
  withoutTerraform || (seedsDir === undefined ? 'the guide is not beside the project' : withoutBoto3);

/** The application of the guide, with a zip made beforehand as its README asks. */
async function guideFolder(name: string) {
  const folder = aFolder();
  cpSync(join(seedsDir ?? '', 'users', name), folder, { recursive: true });
  const app = readFileSync(join(seedsDir ?? '', 'users/app.py'), 'utf8');
  writeFileSync(join(folder, 'lambda_function.zip'), await zipOf({ 'app.py': app }));
  return folder;
}

test("the guide's Terraform deploys an API that works, plans no change, changes what is changed and leaves nothing", {
  skip: withoutGuide,
  ...BUDGET,
}, async (t) => {
  const { samlet, settings } = await running(t);
  const folder = await guideFolder('terraform-fixed');
  const terraform = terraformIn(folder, samlet.endpoint);
  succeeded(await terraform('init'));
  assert.equal(counted(await terraform('apply', '-auto-approve')), 'Resources: 23 added, 0 changed, 0 destroyed.');
  const unchanged = await terraform('plan', '-detailed-exitcode');
  assert.equal(unchanged.code, 0, unchanged.output);

  const url = new URL(succeeded(await terraform('output', '-raw', 'api_endpoint')));
  assert.match(url.href, /^https:\/\/[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com\/prod\/users$/);
  const call = clientOf(samlet.endpoint, url.host);
  const made = await call('POST', '/prod/users', { name: 'Ann', email: 'ann@example.com' });
  assert.equal(made.status, 201);
  const { userId } = made.body['user'] as { userId: string };
  assert.equal((await call('GET', `/prod/users/${userId}`)).body['name'], 'Ann');
  assert.equal((await call('PUT', `/prod/users/${userId}`, { name: 'Bea' })).status, 200);
  assert.equal((await call('GET', '/prod/users')).body['count'], 1);
  assert.equal((await call('DELETE', `/prod/users/${userId}`)).status, 200);
  assert.equal((await call('GET', `/prod/users/${userId}`)).status, 404);

  const main = join(folder, 'main.tf');
  writeFileSync(
    main,
    readFileSync(main, 'utf8')
      .replace(/memory_size\s+= 256/, 'memory_size = 512')
      .replace('"Production"', '"Test"')
      .concat(`
resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.user_api.id
  stage_name  = aws_api_gateway_stage.prod.stage_name
  method_path = "*/*"
  settings {
    throttling_rate_limit  = 1
    throttling_burst_limit = 1
  }
}
`),
  );
  assert.equal(counted(await terraform('apply', '-auto-approve')), 'Resources: 1 added, 2 changed, 0 destroyed.');
  const answers = await Promise.all(Array.from({ length: 5 }, () => call('GET', '/prod/users')));
  assert.ok(answers.some(({ status }) => status === 429));
  assert.equal(counted(await terraform('destroy', '-auto-approve', '-refresh=false')), 'Resources: 24 destroyed.');
  assert.deepEqual(await leftOvers(settings), []);
});

test("the guide's Terraform as it is written makes its stage twice, which is refused as on AWS", {
  skip: withoutGuide,
  ...BUDGET,
}, async (t) => {
  const { samlet } = await running(t);
  const folder = await guideFolder('terraform');
  const main = join(folder, 'main.tf');
  // The provider that makes archives is not everywhere.
  writeFileSync(
    main,
    readFileSync(main, 'utf8')
      .replace(/data "archive_file" "lambda_zip" \{[\s\S]*?\n\}\n/, '')
      .replace('data.archive_file.lambda_zip.output_path', '"lambda_function.zip"')
      .replace('data.archive_file.lambda_zip.output_base64sha256', 'filebase64sha256("lambda_function.zip")'),
  );
  const terraform = terraformIn(folder, samlet.endpoint);
  succeeded(await terraform('init'));
  const { code, output } = await terraform('apply', '-auto-approve');
  assert.equal(code, 1, output);
  assert.match(
    output,
    /creating API Gateway Stage \(prod\): operation error API Gateway: CreateStage, https response error StatusCode: 409, RequestID: [0-9a-f-]{36}, ConflictException: Stage already exists/,
  );
});
