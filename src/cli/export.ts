import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { Argument, Command, Option } from 'commander';
import type { RunningSamlet } from '../samlet.ts';
import { UserError } from '../std/user-error.ts';
import { type TemplateFlags, withTemplateOptions } from './options.ts';
import { type OpenApiDocument, postmanCollection } from './postman-collection.ts';
import { clientFor, dataDirOf, runningOn, withSamlet } from './running.ts';
import { printLine, printProblem } from './terminal.ts';

interface ExportFlags extends TemplateFlags {
  readonly api?: string;
  readonly stage?: string;
  readonly output?: string;
  readonly format?: 'json' | 'yaml';
  readonly swagger?: boolean;
  readonly extensions?: boolean;
  readonly data?: string;
}

type Kind = 'openapi' | 'postman';

/** Where `samlet start` serves the template's API when nobody says otherwise. */
const DEFAULT_URL = 'http://localhost:3000';

/** `samlet export`: an API as a specification or as a Postman collection. */
export function exportCommand(): Command {
  const command = new Command('export')
    .description('write an API as an OpenAPI specification or as a Postman collection')
    .addArgument(new Argument('<form>', 'what to write').choices(['openapi', 'postman']))
    .option('--api <api>', 'id or name of the API (default: the only one)')
    .option('--stage <stage>', 'name of the stage (default: the only one, or Prod)')
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .addOption(
      new Option('--format <format>', 'of a specification (default: as the file is named)').choices(['json', 'yaml']),
    )
    .option('--swagger', 'write Swagger 2.0, not OpenAPI 3.0')
    .option('--extensions', "with API Gateway's own extensions (x-amazon-apigateway-...)")
    .option('--data <folder>', 'where data is kept')
    .option('--region <region>', 'AWS region');
  return withTemplateOptions(command).action(async (form: Kind, flags: ExportFlags) => {
    const isRunning = runningOn(dataDirOf(undefined, flags)) !== undefined;
    await withSamlet(undefined, flags, async (running) => {
      const { APIGatewayClient } = await import('@aws-sdk/client-api-gateway');
      const client = new APIGatewayClient(clientFor(running));
      try {
        const { apiId, stageName } = await chosenStage(client, flags);
        // Of a samlet that lives as long as this command nobody can ask anything afterwards.
        const baseUrl = isRunning ? `${running.endpoint}/_aws/execute-api/${apiId}/${stageName}` : DEFAULT_URL;
        const text = await exported(client, { form, flags, apiId, stageName, baseUrl, running });
        if (flags.output === undefined) printLine(text.trimEnd());
        else {
          writeFileSync(resolve(flags.output), text.endsWith('\n') ? text : `${text}\n`);
          printProblem(`wrote ${flags.output}`);
        }
      } finally {
        client.destroy();
      }
    });
  });
}

async function chosenStage(
  client: APIGatewayClient,
  { api, stage }: ExportFlags,
): Promise<{ readonly apiId: string; readonly stageName: string }> {
  const { GetRestApisCommand, GetStagesCommand } = await import('@aws-sdk/client-api-gateway');
  const { items = [] } = await client.send(new GetRestApisCommand({ limit: 500 }));
  const fitting = items.filter((one) => api === undefined || one.id === api || one.name === api);
  const [found, ...others] = fitting;
  if (found === undefined || others.length > 0) {
    throw new UserError(
      'SAMLET_API_NOT_FOUND',
      found !== undefined
        ? 'There are several APIs'
        : api === undefined
          ? 'There is no API'
          : `There is no API "${api}"`,
      {
        hint:
          items.length === 0
            ? 'The template has no API.'
            : `--api is one of ${items.map(({ name, id }) => `${name} (${id})`).join(', ')}.`,
      },
    );
  }
  const { item = [] } = await client.send(new GetStagesCommand({ restApiId: found.id }));
  const names = item.map(({ stageName = '' }) => stageName);
  const only = names.length === 1 ? names[0] : names.find((name) => name === 'Prod');
  const stageName = stage === undefined ? only : names.find((name) => name === stage);
  if (stageName === undefined) {
    throw new UserError(
      'SAMLET_STAGE_NOT_FOUND',
      stage === undefined ? `The API ${found.name} has no stage Prod` : `The API ${found.name} has no stage "${stage}"`,
      { hint: names.length === 0 ? 'The API is not deployed.' : `--stage is one of ${names.join(', ')}.` },
    );
  }
  return { apiId: found.id ?? '', stageName };
}

interface Exporting {
  readonly form: Kind;
  readonly flags: ExportFlags;
  readonly apiId: string;
  readonly stageName: string;
  readonly baseUrl: string;
  readonly running: RunningSamlet;
}

async function exported(client: APIGatewayClient, exporting: Exporting): Promise<string> {
  const { form, flags, apiId, stageName, baseUrl, running } = exporting;
  const { GetExportCommand } = await import('@aws-sdk/client-api-gateway');
  const swagger = form === 'openapi' && flags.swagger === true;
  const extensions =
    form === 'postman' ? 'authorizers' : flags.extensions === true ? 'apigateway,documentation' : undefined;
  const { body } = await client.send(
    new GetExportCommand({
      restApiId: apiId,
      stageName,
      exportType: swagger ? 'swagger' : 'oas30',
      ...(extensions === undefined ? {} : { parameters: { extensions } }),
    }),
  );
  const document: Record<string, unknown> = JSON.parse(Buffer.from(body ?? []).toString());
  if (form === 'postman') {
    return JSON.stringify(postmanCollection(document as unknown as OpenApiDocument, baseUrl, running.region), null, 2);
  }
  const placed = swagger ? placedSwagger(document, baseUrl) : { ...document, servers: [{ url: baseUrl }] };
  const yaml = flags.format === undefined ? /\.ya?ml$/i.test(flags.output ?? '') : flags.format === 'yaml';
  if (!yaml) return JSON.stringify(placed, null, 2);
  const { stringify } = await import('yaml');
  return stringify(placed, { aliasDuplicateObjects: false });
}

function placedSwagger(document: Readonly<Record<string, unknown>>, baseUrl: string): Record<string, unknown> {
  const { host, pathname, protocol } = new URL(baseUrl);
  return { ...document, host, basePath: pathname, schemes: [protocol.replace(':', '')] };
}
