import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { startSamlet } from '../../src/index.ts';
import { terraformAwsProvider, withoutTerraform } from '../support/installed.ts';

const configuration = (endpoint: string, version: string) => `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "${version}" }
  }
}
provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  endpoints {
    iam = "${endpoint}"
    sts = "${endpoint}"
  }
}
variable "description" {
  type    = string
  default = "first"
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::b/*"]
  }
}
data "aws_iam_policy" "basic" { name = "AWSLambdaBasicExecutionRole" }
resource "aws_iam_policy" "read" {
  name        = "read"
  path        = "/app/"
  policy      = data.aws_iam_policy_document.read.json
  tags        = { team = "a" }
}
resource "aws_iam_role" "app" {
  name                 = "app"
  path                 = "/app/"
  description          = var.description
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = aws_iam_policy.read.arn
  max_session_duration = 7200
  tags                 = { team = "a" }
}
resource "aws_iam_role_policy_attachment" "basic" {
  role       = aws_iam_role.app.name
  policy_arn = data.aws_iam_policy.basic.arn
}
resource "aws_iam_role_policy" "own" {
  role   = aws_iam_role.app.id
  name   = "own"
  policy = data.aws_iam_policy_document.read.json
}
resource "aws_iam_user" "ann" {
  name          = "ann"
  force_destroy = true
  tags          = { team = "a" }
}
resource "aws_iam_access_key" "ann" { user = aws_iam_user.ann.name }
resource "aws_iam_user_policy" "own" {
  user   = aws_iam_user.ann.name
  name   = "own"
  policy = data.aws_iam_policy_document.read.json
}
resource "aws_iam_user_policy_attachment" "read" {
  user       = aws_iam_user.ann.name
  policy_arn = aws_iam_policy.read.arn
}
resource "aws_iam_user_login_profile" "ann" { user = aws_iam_user.ann.name }
resource "aws_iam_group" "devs" { name = "devs" }
resource "aws_iam_group_policy" "own" {
  group  = aws_iam_group.devs.name
  name   = "own"
  policy = data.aws_iam_policy_document.read.json
}
resource "aws_iam_group_policy_attachment" "read" {
  group      = aws_iam_group.devs.name
  policy_arn = aws_iam_policy.read.arn
}
resource "aws_iam_user_group_membership" "ann" {
  user   = aws_iam_user.ann.name
  groups = [aws_iam_group.devs.name]
}
resource "aws_iam_instance_profile" "app" {
  name = "app"
  role = aws_iam_role.app.name
  tags = { team = "a" }
}
resource "aws_iam_openid_connect_provider" "github" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}
resource "aws_iam_account_alias" "here" { account_alias = "samlet-here" }
resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length = 12
  require_symbols         = true
}
resource "aws_iam_service_linked_role" "batch" { aws_service_name = "batch.amazonaws.com" }
resource "aws_iam_virtual_mfa_device" "phone" { virtual_mfa_device_name = "phone" }
data "aws_iam_principal_policy_simulation" "reads" {
  action_names      = ["s3:GetObject"]
  policy_source_arn = aws_iam_role.app.arn
  resource_arns     = ["arn:aws:s3:::b/x"]
  depends_on        = [aws_iam_role_policy.own]
}
output "allowed" { value = data.aws_iam_principal_policy_simulation.reads.all_allowed }
`;

test('Terraform makes, keeps, changes and destroys what IAM has', {
  skip: withoutTerraform,
  timeout: 300_000,
}, async () => {
  const { plugins = '', version = '' } = terraformAwsProvider ?? {};
  const samlet = await startSamlet({ ephemeral: true });
  after(() => samlet.stop());
  const folder = mkdtempSync(join(tmpdir(), 'samlet-terraform-'));
  writeFileSync(join(folder, 'main.tf'), configuration(samlet.endpoint.replace('localhost', '127.0.0.1'), version));
  const settings = join(folder, 'settings.tfrc');
  writeFileSync(settings, `provider_installation {\n  filesystem_mirror {\n    path = "${plugins}"\n  }\n}\n`);
  const env = { ...process.env, TF_CLI_CONFIG_FILE: settings, CHECKPOINT_DISABLE: '1' };
  const terraform = async (...args: string[]) =>
    (await promisify(execFile)('terraform', args, { cwd: folder, env, maxBuffer: 50_000_000 })).stdout;

  await terraform('init', '-no-color');
  const made = await terraform('apply', '-no-color', '-auto-approve');
  assert.match(made, /Resources: 19 added, 0 changed, 0 destroyed/);
  assert.match(made, /allowed = true/);
  // Nothing but what was changed: all else is read back as it was written.
  const changed = await terraform('apply', '-no-color', '-auto-approve', '-var', 'description=second');
  assert.match(changed, /Resources: 0 added, 1 changed, 0 destroyed/);
  assert.match(await terraform('destroy', '-no-color', '-auto-approve', '-refresh=false'), /Resources: 19 destroyed/);
});
