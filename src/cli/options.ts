import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { SamletOptions } from '../samlet.ts';
import { UserError } from '../std/user-error.ts';

export interface ServerFlags {
  readonly port: number;
  readonly endpointPort: number;
  readonly httpsPort?: number;
  readonly cert?: string;
  readonly key?: string;
  readonly host: string;
  readonly data?: string;
  readonly ephemeral?: boolean;
  readonly durability: 'process' | 'disk';
  readonly region?: string;
  readonly accountRate?: number;
  readonly throughput?: boolean;
  readonly iam: 'enforce' | 'audit' | 'off';
  readonly json?: boolean;
}

export interface TemplateFlags {
  readonly template?: string;
  readonly strict?: boolean;
  readonly stackName?: string;
  readonly parameterOverrides?: readonly string[];
  readonly envVars?: string;
  readonly region?: string;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 (any free one) to 65535.');
  return port;
}

function requestRate(text: string): number {
  const rate = Number(text);
  if (!(rate > 0)) throw new InvalidArgumentError('A rate is a number above 0.');
  return rate;
}

/** The options of every command that opens ports. */
export function withServerOptions(command: Command): Command {
  return command
    .option('--endpoint-port <port>', 'port of the AWS endpoint (0: any free one)', portNumber, 4566)
    .option('--https-port <port>', 'also serve HTTPS there, with mutual TLS and custom domain names', portNumber)
    .option('--cert <file>', 'certificate for HTTPS in PEM, with its chain (default: signed by samlet)')
    .option('--key <file>', 'its private key in PEM')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <folder>', 'where data is kept (default: .samlet beside the template)')
    .option('--ephemeral', 'keep data in memory only')
    .addOption(
      new Option('--durability <level>', 'what an acknowledged write survives: a crash of samlet, or of the machine')
        .choices(['process', 'disk'])
        .default('process'),
    )
    .option('--region <region>', 'AWS region (default: AWS_REGION, AWS_DEFAULT_REGION, else us-east-1)')
    .option(
      '--account-rate <number>',
      'requests a second of all APIs before 429 (default: 10000, as on AWS)',
      requestRate,
    )
    .option('--no-throughput', 'do not throttle DynamoDB tables by their provisioned or maximum throughput')
    .addOption(
      new Option('--iam <mode>', 'refuse calls that no policy allows, only record them, or do not look')
        .choices(['enforce', 'audit', 'off'])
        .default('enforce'),
    )
    .option('--json', 'print one JSON object a line');
}

/** The port of the API itself, for commands that serve a template. */
export function withApiPort(command: Command): Command {
  return command.option('-p, --port <port>', 'port of the API (0: any free one)', portNumber, 3000);
}

/** The options of every command that reads a template; names and short forms as in `sam local start-api`. */
export function withTemplateOptions(command: Command): Command {
  return command
    .option('-t, --template <file>', 'the template, when it is not the argument')
    .option('--strict', 'refuse a template of which anything is not honoured')
    .option('--stack-name <name>', "the stack's name (default: the folder's)")
    .option('--parameter-overrides <pairs...>', 'template parameters: Name=value ...')
    .option('-n, --env-vars <file>', 'JSON file with environment variables by function, or for all under "Parameters"');
}

export function regionOf(flags: { readonly region?: string }): string {
  return flags.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
}

/** `Name=value` and `ParameterKey=Name,ParameterValue=value`, several in one word where a shell quoted them together. */
export function parseParameterOverrides(words: readonly string[]): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const word of words) {
    for (const part of word.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []) {
      const plain = part.replace(
        /"([^"]*)"|'([^']*)'/g,
        (_all, double?: string, single?: string) => double ?? single ?? '',
      );
      const long = /^ParameterKey=([^,]+),ParameterValue=(.*)$/s.exec(plain);
      const [, name, value] = long ?? /^([^=]+)=(.*)$/s.exec(plain) ?? [];
      if (name === undefined || value === undefined) {
        throw new UserError('SAMLET_OPTION_INVALID', `"${part}" is no parameter override`, {
          where: '--parameter-overrides',
          hint: 'Write Name=value, and quote a value with spaces: "Name=two words".',
        });
      }
      overrides[name] = value;
    }
  }
  return overrides;
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The file of `--env-vars`, in the form of `sam local`: `{ "<function>": { "<name>": "<value>" } }`. */
export function readEnvVars(file: string | undefined): Record<string, Record<string, string>> {
  if (file === undefined) return {};
  const where = resolve(file);
  try {
    const variables: unknown = JSON.parse(readFileSync(where, 'utf8'));
    if (!isTable(variables) || !Object.values(variables).every(isTable)) {
      throw new Error('it must hold an object of variables for each function');
    }
    return variables as Record<string, Record<string, string>>;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(
      'SAMLET_ENV_VARS_INVALID',
      missing ? 'There is no such file' : `The file cannot be used: ${(error as Error).message}`,
      {
        where,
        hint: '{ "MyFunction": { "TABLE_NAME": "users" } }',
      },
    );
  }
}

/** The options of `startSamlet` that the flags of a command say. */
export function samletOptions(path: string | undefined, flags: Partial<ServerFlags> & TemplateFlags): SamletOptions {
  return {
    ...(path !== undefined && { template: path }),
    port: flags.port ?? 0,
    endpointPort: flags.endpointPort ?? 0,
    ...httpsOptions(flags),
    host: flags.host ?? '127.0.0.1',
    ...(flags.data !== undefined && { dataDir: resolve(flags.data) }),
    ephemeral: flags.ephemeral ?? false,
    durability: flags.durability ?? 'process',
    region: regionOf(flags),
    ...(flags.accountRate !== undefined && { accountRate: flags.accountRate }),
    throughput: flags.throughput ?? true,
    iam: flags.iam ?? 'enforce',
    strict: flags.strict ?? false,
    ...(flags.stackName !== undefined && { stackName: flags.stackName }),
    parameterOverrides: parseParameterOverrides(flags.parameterOverrides ?? []),
    environmentOverrides: readEnvVars(flags.envVars),
  };
}

function httpsOptions({
  httpsPort,
  cert,
  key,
}: Partial<ServerFlags>): Pick<SamletOptions, 'httpsPort' | 'certificate'> {
  const given = cert ?? key;
  if (given !== undefined && (cert === undefined || key === undefined || httpsPort === undefined)) {
    throw new UserError('SAMLET_OPTION_INVALID', '--cert, --key and --https-port go together', {
      where: given,
      hint: '--https-port 8443 --cert certificate.pem --key key.pem',
    });
  }
  return {
    ...(httpsPort !== undefined && { httpsPort }),
    ...(cert !== undefined && key !== undefined && { certificate: { cert: resolve(cert), key: resolve(key) } }),
  };
}

/** The template named by the argument or the option; the current folder when neither is there. */
export const templatePath = (argument: string | undefined, flags: TemplateFlags): string =>
  argument ?? flags.template ?? process.cwd();

/** Where the data of a template lies when `--data` does not say. */
export const defaultDataDir = (templateFile: string): string => resolve(dirname(templateFile), '.samlet');
