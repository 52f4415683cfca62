import { Command } from 'commander';
import {
  type ServerFlags,
  samletOptions,
  type TemplateFlags,
  templatePath,
  withApiPort,
  withServerOptions,
  withTemplateOptions,
} from './options.ts';
import { runServer } from './run-server.ts';

/** `samlet start`: the template's API and the AWS endpoint, until Ctrl-C. */
export function startCommand(): Command {
  const command = new Command('start')
    .description('deploy a template on this machine and serve its API')
    .argument('[template]', 'a template, or a folder with one (default: this folder)')
    .option('-q, --quiet', 'do not print requests and function logs');
  return withTemplateOptions(withServerOptions(withApiPort(command))).action(
    async (path: string | undefined, flags: ServerFlags & TemplateFlags & { readonly quiet?: boolean }) => {
      await runServer(samletOptions(templatePath(path, flags), flags), {
        json: flags.json ?? false,
        quiet: flags.quiet ?? false,
      });
    },
  );
}
