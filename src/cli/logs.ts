import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { UserError } from '../std/user-error.ts';
import type { TemplateFlags } from './options.ts';
import { clientFor, withSamlet } from './running.ts';
import { printJson, printLine, styled } from './terminal.ts';

interface LogsFlags extends TemplateFlags {
  readonly follow?: boolean;
  readonly data?: string;
  readonly json?: boolean;
}

const POLL_MS = 500;

/** `samlet logs`: what functions wrote, from CloudWatch Logs. */
export function logsCommand(): Command {
  return new Command('logs')
    .description('print what functions wrote')
    .argument('[function]', 'logical id or function name (default: all functions of the template)')
    .option('-f, --follow', 'go on with what is written from now on, until Ctrl-C')
    .option('-t, --template <file>', 'the template (default: the one in this folder)')
    .option('--data <folder>', 'where data is kept')
    .option('--json', 'print one JSON object a line')
    .action(async (name: string | undefined, flags: LogsFlags) => {
      await withSamlet(undefined, flags, async (running) => {
        const names = name === undefined ? Object.values(running.functions) : [running.functions[name] ?? name];
        const { CloudWatchLogsClient, paginateFilterLogEvents } = await import('@aws-sdk/client-cloudwatch-logs');
        const client = new CloudWatchLogsClient(clientFor(running));
        const seen = new Set<string>();
        let startTime = 0;

        const printNew = async () => {
          for (const functionName of names) {
            const input = { logGroupName: running.logGroups[functionName] ?? `/aws/lambda/${functionName}`, startTime };
            try {
              for await (const page of paginateFilterLogEvents({ client }, input)) {
                for (const { eventId, timestamp = 0, message = '' } of page.events ?? []) {
                  if (eventId !== undefined && seen.has(eventId)) continue;
                  seen.add(eventId ?? '');
                  startTime = Math.max(startTime, timestamp - 5_000);
                  if (flags.json) printJson({ functionName, timestamp, message });
                  else
                    printLine(
                      `${styled('dim', new Date(timestamp).toISOString())} ${styled('cyan', functionName)} ${message.trimEnd()}`,
                    );
                }
              }
            } catch (error) {
              if ((error as Error).name !== 'ResourceNotFoundException') throw error;
              if (name !== undefined && !Object.values(running.functions).includes(functionName))
                throw unknownFunction(name, running.functions);
            }
          }
        };

        await printNew();
        if (!flags.follow) return client.destroy();
        const stopped = new AbortController();
        process.once('SIGINT', () => stopped.abort());
        while (!stopped.signal.aborted) {
          await wait(POLL_MS, undefined, { signal: stopped.signal }).catch(() => {});
          if (!stopped.signal.aborted) await printNew();
        }
        client.destroy();
      });
    });
}

const unknownFunction = (name: string, functions: Readonly<Record<string, string>>) =>
  new UserError('SAMLET_FUNCTION_NOT_FOUND', `There is no function "${name}"`, {
    hint: `The functions are ${Object.keys(functions).join(', ')}.`,
  });
