import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { terraformAwsProvider } from './installed.ts';

export interface TerraformRun {
  /** 0; of `plan -detailed-exitcode` 2 where something would change; 1 with an error. */
  readonly code: number;
  /** What it printed, errors last, without the frames that Terraform draws around them. */
  readonly output: string;
}

const SERVICES = ['apigateway', 'cloudwatch', 'cloudwatchlogs', 'dynamodb', 'iam', 'lambda', 'sts'];

/** Runs Terraform on a folder, with all of the provider's endpoints at one address and without the network. */
export function terraformIn(
  folder: string,
  endpoint: string,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } = {
    accessKeyId: 'test',
    secretAccessKey: 'test',
  },
): (...args: readonly string[]) => Promise<TerraformRun> {
  const { plugins = '' } = terraformAwsProvider ?? {};
  const address = endpoint.replace('localhost', '127.0.0.1');
  writeFileSync(
    join(folder, 'samlet_override.tf'),
    `provider "aws" {
  region = "us-east-1"
  endpoints {
${SERVICES.map((service) => `    ${service} = "${address}"`).join('\n')}
  }
}
`,
  );
  const settings = join(folder, 'settings.tfrc');
  writeFileSync(settings, `provider_installation {\n  filesystem_mirror {\n    path = "${plugins}"\n  }\n}\n`);
  const env = {
    ...process.env,
    TF_CLI_CONFIG_FILE: settings,
    CHECKPOINT_DISABLE: '1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  return (command = '', ...args) =>
    new Promise((resolve) => {
      const options = { cwd: folder, env, maxBuffer: 50_000_000 };
      execFile('terraform', [command, '-no-color', ...args], options, (error, stdout, stderr) =>
        resolve({
          code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1,
          output: `${stdout}${stderr}`.replace(/^[╷│╵] ?/gm, ''),
        }),
      );
    });
}
