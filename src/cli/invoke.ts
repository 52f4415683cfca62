import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { UserError } from '../std/user-error.ts';
import { type TemplateFlags, withTemplateOptions } from './options.ts';
import { clientFor, withSamlet } from './running.ts';
import { printJson, printLine, printProblem, styled } from './terminal.ts';

interface InvokeFlags extends TemplateFlags {
  readonly event?: string;
  readonly data?: string;
  readonly json?: boolean;
}

/** `samlet invoke`: one call of a function, through the samlet that runs or one of its own. */
export function invokeCommand(): Command {
  const command = new Command('invoke')
    .description('call a function of the template once')
    .argument('<function>', 'logical id or function name')
    .option('-e, --event <file>', 'the event: a JSON file, or - for standard input')
    .option('--data <folder>', 'where data is kept')
    .option('--region <region>', 'AWS region')
    .option('--json', 'print one JSON object');
  return withTemplateOptions(command).action(async (name: string, flags: InvokeFlags) => {
    const payload = await readEvent(flags.event);
    await withSamlet(undefined, flags, async (running) => {
      const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
      const client = new LambdaClient(clientFor(running));
      try {
        const answer = await client.send(
          new InvokeCommand({
            FunctionName: running.functions[name] ?? name,
            Payload: Buffer.from(payload),
            LogType: 'Tail',
          }),
        );
        const result = Buffer.from(answer.Payload ?? []).toString();
        const log = Buffer.from(answer.LogResult ?? '', 'base64').toString();
        if (flags.json) printJson({ event: 'invoked', functionError: answer.FunctionError, payload: result, log });
        else {
          printProblem(styled('dim', log.trimEnd()));
          printLine(result);
        }
        if (answer.FunctionError !== undefined) process.exitCode = 1;
      } catch (error) {
        throw functionError(error, name, Object.keys(running.functions));
      } finally {
        client.destroy();
      }
    });
  });
}

function functionError(error: unknown, name: string, known: readonly string[]): unknown {
  if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') return error;
  return new UserError('SAMLET_FUNCTION_NOT_FOUND', `There is no function "${name}"`, {
    hint: known.length === 0 ? 'The template has no function.' : `The functions are ${known.join(', ')}.`,
  });
}

async function readEvent(source: string | undefined): Promise<string> {
  if (source === undefined) return '{}';
  try {
    const event = source === '-' ? await text(process.stdin) : readFileSync(source, 'utf8');
    JSON.parse(event);
    return event;
  } catch (error) {
    throw new UserError('SAMLET_EVENT_INVALID', `The event cannot be read: ${(error as Error).message}`, {
      where: source,
    });
  }
}
