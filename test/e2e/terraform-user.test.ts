import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { withoutTerraform } from '../support/installed.ts';
import { terraformIn } from '../support/terraform.ts';

import { aFolder, counted, running, succeeded } from '../support/terraform-stack.ts';

const BUDGET = { timeout: 300_000 };

test('Terraform with the key of a user shows what IAM refuses, and makes what it allows', {
  skip: withoutTerraform,
  ...BUDGET,
}, async (t) => {
  const { samlet, settings } = await running(t);
  const iam = new IAMClient(settings);
  await iam.send(new CreateUserCommand({ UserName: 'ci' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ci' }));
  const allow = (Action: readonly string[]) =>
    iam.send(
      new PutUserPolicyCommand({
        UserName: 'ci',
        PolicyName: 'deploy',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action, Resource: 'arn:aws:dynamodb:us-east-1:*:table/Notes' },
        }),
      }),
    );
  await allow(['dynamodb:Describe*', 'dynamodb:List*']);
  const folder = aFolder();
  writeFileSync(
    join(folder, 'main.tf'),
    `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "name" { default = "Notes" }
resource "aws_dynamodb_table" "notes" {
  name         = var.name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}
`,
  );
  const terraform = terraformIn(folder, samlet.endpoint, {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
  succeeded(await terraform('init'));
  const refused = async (...args: string[]) => {
    const { code, output } = await terraform('apply', '-auto-approve', ...args);
    assert.equal(code, 1, output);
    return output.slice(output.indexOf('Error: '));
  };
  const words = (table: string) =>
    `AccessDeniedException: User: arn:aws:iam::000000000000:user/ci is not authorized to perform: dynamodb:CreateTable on resource: arn:aws:dynamodb:us-east-1:000000000000:table/${table} because no identity-based policy allows the dynamodb:CreateTable action`;
  assert.ok((await refused()).includes(words('Notes')));
  await allow(['dynamodb:*']);
  assert.equal(counted(await terraform('apply', '-auto-approve')), 'Resources: 1 added, 0 changed, 0 destroyed.');
  assert.ok((await refused('-var', 'name=Others')).includes(words('Others')));
});
