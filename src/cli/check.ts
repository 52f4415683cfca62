import { Command } from 'commander';
import { runtimeNotices } from '../function-runtimes.ts';
import { ACCOUNT, loadOptions, stackNameOf } from '../stack.ts';
import { checkTemplate } from '../template/check-template.ts';
import { findTemplate } from '../template/document/find-template.ts';
import { sortNotices } from '../template/sort-notices.ts';
import { parseParameterOverrides, regionOf, type TemplateFlags, templatePath, withTemplateOptions } from './options.ts';
import { noticeLines, printJson, printLine, styled } from './terminal.ts';

/** `samlet check`: what would not be honoured, without starting anything. */
export function checkCommand(): Command {
  const command = new Command('check')
    .description('name what samlet would not honour in a template, with file and line')
    .argument('[template]', 'a template, or a folder with one (default: this folder)')
    .option('--region <region>', 'AWS region')
    .option('--json', 'print one JSON object a line');
  return withTemplateOptions(command).action(
    async (path: string | undefined, flags: TemplateFlags & { readonly json?: boolean }) => {
      const file = findTemplate(templatePath(path, flags));
      const { graph, notices: found } = checkTemplate(
        file,
        loadOptions({
          region: regionOf(flags),
          account: ACCOUNT,
          stackName: flags.stackName ?? stackNameOf(file),
          parameterOverrides: parseParameterOverrides(flags.parameterOverrides ?? []),
        }),
      );
      const notices = graph === undefined ? found : sortNotices([...found, ...runtimeNotices(graph)]);
      const errors = notices.filter((notice) => notice.kind === 'error').length;
      const unhonoured = notices.filter((notice) => notice.kind === 'notHonoured').length;

      if (flags.json) {
        for (const notice of notices) printJson({ event: 'notice', ...notice });
        printJson({ event: 'checked', errors, notHonoured: unhonoured });
      } else {
        for (const line of noticeLines(notices)) printLine(line);
        printLine(
          errors + unhonoured === 0
            ? styled('green', 'Everything in this template is honoured.')
            : `${errors} refused by AWS, ${unhonoured} not honoured by samlet`,
        );
      }
      if (errors > 0) process.exitCode = 2;
      else if (flags.strict && unhonoured > 0) process.exitCode = 1;
    },
  );
}
