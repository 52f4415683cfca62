import { resolve } from 'node:path';
import { Command } from 'commander';
import { type ServerFlags, samletOptions, withServerOptions } from './options.ts';
import { runServer } from './run-server.ts';

/** `samlet serve`: the AWS endpoint alone, for SDK tests and other deployment tools. */
export function serveCommand(): Command {
  const command = new Command('serve').description('serve the AWS endpoint alone, without a template');
  return withServerOptions(command).action(async (flags: ServerFlags) => {
    const dataDir = flags.data ?? resolve('.samlet');
    await runServer(samletOptions(undefined, { ...flags, data: dataDir }), { json: flags.json ?? false, quiet: true });
  });
}
