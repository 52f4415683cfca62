import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../std/user-error.ts';
import type { TemplateFlags } from './options.ts';
import { dataDirOf, runningOn } from './running.ts';
import { printJson, printLine } from './terminal.ts';

/** `samlet reset`: forgets all data of a template. */
export function resetCommand(): Command {
  return new Command('reset')
    .description('delete the data that samlet keeps for a template')
    .argument('[template]', 'a template, or a folder with one (default: this folder)')
    .option('--data <folder>', 'where data is kept')
    .option('--json', 'print one JSON object')
    .action((path: string | undefined, flags: TemplateFlags & { readonly data?: string; readonly json?: boolean }) => {
      const dataDir = dataDirOf(path, flags);
      const running = runningOn(dataDir);
      if (running !== undefined) {
        throw new UserError('SAMLET_DATA_IN_USE', `samlet (process ${running.pid}) runs on this data`, {
          where: dataDir,
          hint: 'Stop it first.',
        });
      }
      const existed = existsSync(dataDir);
      // A wrong --data must not delete a folder that is not ours.
      if (existed && !existsSync(join(dataDir, 'store'))) {
        throw new UserError('SAMLET_DATA_UNKNOWN', 'This folder holds no data of samlet', { where: dataDir });
      }
      rmSync(dataDir, { recursive: true, force: true });
      if (flags.json) printJson({ event: 'reset', dataDir, existed });
      else printLine(existed ? `Deleted ${dataDir}` : `There was no data in ${dataDir}`);
    });
}
