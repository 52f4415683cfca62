import { cpSync, existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { packageRoot } from '../std/package-root.ts';
import { UserError } from '../std/user-error.ts';
import { printJson, printLine } from './terminal.ts';

const EXAMPLES = { hello: 'hello-api', posts: 'posts-api', users: 'user-api', shop: 'shop-api' } as const;

/** `samlet init`: a new project from one of the examples. */
export function initCommand(): Command {
  return new Command('init')
    .description('start a new project from an example')
    .addArgument(new Argument('<example>', 'which one').choices(Object.keys(EXAMPLES)))
    .argument('[folder]', "where to (default: the example's name)")
    .option('--json', 'print one JSON object')
    .action((example: keyof typeof EXAMPLES, folder: string | undefined, flags: { readonly json?: boolean }) => {
      const source = join(packageRoot(), 'examples', EXAMPLES[example]);
      const target = resolve(folder ?? EXAMPLES[example]);
      if (existsSync(target) && readdirSync(target).length > 0) {
        throw new UserError('SAMLET_FOLDER_NOT_EMPTY', 'The folder exists and is not empty', {
          where: target,
          hint: `Name another: samlet init ${example} <folder>`,
        });
      }
      cpSync(source, target, {
        recursive: true,
        filter: (path) => !['node_modules', '.samlet'].includes(basename(path)),
      });
      if (flags.json) printJson({ event: 'created', folder: target });
      else printLine(`Created ${target}\n\n  cd ${folder ?? EXAMPLES[example]}\n  npm install\n  npx samlet start`);
    });
}
