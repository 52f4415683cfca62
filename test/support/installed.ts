import { spawnSync } from 'node:child_process';

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
