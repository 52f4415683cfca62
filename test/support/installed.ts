import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const succeeds = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Why a test that needs python3 with boto3 cannot run here; `false` when it can. */
export const withoutBoto3: string | false = succeeds('python3', ['-c', 'import boto3'])
  ? false
  : 'python3 with boto3 is not installed';

/** Why a test that needs the AWS CLI cannot run here; `false` when it can. */
export const withoutAwsCli: string | false = succeeds('aws', ['--version'])
  ? false
  : 'the aws command is not installed';

const PLUGINS = '/opt/tf-plugins';
const AWS_PROVIDER = `${PLUGINS}/registry.terraform.io/hashicorp/aws`;

/** Where Terraform finds its AWS provider without the network; `undefined` where it does not. */
export const terraformAwsProvider: { readonly plugins: string; readonly version: string } | undefined = (() => {
  if (!succeeds('terraform', ['version']) || !existsSync(AWS_PROVIDER)) return undefined;
  const [version] = readdirSync(AWS_PROVIDER).sort().reverse();
  return version === undefined ? undefined : { plugins: PLUGINS, version };
})();

/** Why a test that needs Terraform cannot run here; `false` when it can. */
export const withoutTerraform: string | false =
  terraformAwsProvider === undefined ? 'terraform with its AWS provider is not installed' : false;
