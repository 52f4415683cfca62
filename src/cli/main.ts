#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { packageVersion } from '../std/package-root.ts';
import { UserError } from '../std/user-error.ts';
import { checkCommand } from './check.ts';
import { exportCommand } from './export.ts';
import { initCommand } from './init.ts';
import { invokeCommand } from './invoke.ts';
import { logsCommand } from './logs.ts';
import { policyCommand } from './policy.ts';
import { resetCommand } from './reset.ts';
import { serveCommand } from './serve.ts';
import { startCommand } from './start.ts';
import { whyCommand } from './why.ts';

// Said by the SDK's clients of `invoke` and `logs`: of no use to who runs them.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const program = new Command('samlet')
  .description('Runs your AWS serverless REST API on this machine, from the template that also deploys it.')
  .version(packageVersion(), '--version', 'print the version')
  .showHelpAfterError('(samlet --help lists the commands)')
  .addCommand(startCommand())
  .addCommand(serveCommand())
  .addCommand(checkCommand())
  .addCommand(invokeCommand())
  .addCommand(logsCommand())
  .addCommand(whyCommand())
  .addCommand(exportCommand())
  .addCommand(policyCommand())
  .addCommand(resetCommand())
  .addCommand(initCommand());

for (const command of program.commands)
  command.exitOverride().showHelpAfterError(`(samlet ${command.name()} --help lists the options)`);
program.exitOverride();

// Who reads the output may leave before its end (`samlet start | head`): that ends samlet as Ctrl-C does, without a word.
for (const stream of [process.stdout, process.stderr]) {
  let left = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!left) process.kill(process.pid, 'SIGTERM');
    left = true;
  });
}

const json = process.argv.includes('--json');

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version end with 0; a wrong option is the user's mistake like any other.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof UserError) {
    if (json) {
      const { code, message, where, hint } = error;
      process.stdout.write(`${JSON.stringify({ event: 'error', code, message, where, hint })}\n`);
    } else {
      process.stderr.write(`${String(error)}\n`);
    }
    process.exitCode = 2;
  } else {
    process.stderr.write(`samlet met a fault of its own:\n${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}
