import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { AccessReport } from '../access-report.ts';
import { type FunctionPolicies, functionPolicies } from '../function-policies.ts';
import { UserError } from '../std/user-error.ts';
import { findTemplate } from '../template/document/find-template.ts';
import { renderYaml } from '../template/document/render-yaml.ts';
import { writeList } from '../template/document/write-list.ts';
import { formatPlace } from '../template/place.ts';
import { readTemplate } from '../template/read-template.ts';
import { type TemplateFlags, templatePath } from './options.ts';
import { policyLines } from './policy-lines.ts';
import { withSamlet } from './running.ts';
import { printJson, printLine, printProblem } from './terminal.ts';
import { terraformPolicy } from './terraform-policy.ts';

interface PolicyFlags extends TemplateFlags {
  readonly data?: string;
  readonly format: 'text' | 'sam' | 'json' | 'terraform';
  readonly write?: boolean;
  readonly check?: boolean;
  readonly json?: boolean;
}

/** `samlet policy`: what each function's role grants, what the function used, and the least that is enough. */
export function policyCommand(): Command {
  return new Command('policy')
    .description('compare what functions may do with what they did, and show the smallest policy')
    .argument('[function]', 'logical id or function name (default: all functions of the template)')
    .addOption(
      new Option(
        '--format <form>',
        'the whole comparison, or the smallest policy alone: as SAM Policies, JSON, Terraform',
      )
        .choices(['text', 'sam', 'json', 'terraform'])
        .default('text'),
    )
    .option('--write', 'put the smallest policy into the template')
    .option('--check', 'fail (exit 1) when something granted is unused, or something used is denied')
    .option('-t, --template <file>', 'the template (default: the one in this folder)')
    .option('--data <folder>', 'where data is kept')
    .option('--json', 'print one JSON object a line')
    .action(async (name: string | undefined, flags: PolicyFlags) => {
      const file = findTemplate(templatePath(undefined, flags));
      const report = await withSamlet(undefined, flags, async ({ endpoint }) => {
        const answer = await fetch(`${endpoint}/_samlet/access`);
        return (await answer.json()) as AccessReport;
      });
      const all = functionPolicies(report, readTemplate(file));
      const chosen = all.filter((one) => name === undefined || one.logicalId === name || one.functionName === name);
      if (chosen.length === 0 && name !== undefined) throw unknownFunction(name, all);

      for (const one of chosen) print(one, flags);
      if (flags.write) for (const one of chosen) write(one, file);
      if (flags.check) check(chosen);
    });
}

function print(one: FunctionPolicies, { json, format }: PolicyFlags): void {
  if (json) printJson(one);
  else if (format === 'json') printLine(JSON.stringify(one.smallest, null, 2));
  else if (format === 'terraform') printLine(terraformPolicy(one.logicalId, one.smallest));
  else if (format === 'sam') printLine(renderYaml({ Policies: one.proposal }));
  else for (const line of policyLines(one)) printLine(line);
}

/** Writes beside the template and renames: a template that is half written exists at no time. */
function write(one: FunctionPolicies, file: string): void {
  if (one.used.length + one.denied.length === 0) {
    printProblem(`${one.logicalId}: nothing was used yet, so nothing is written. Call the API first.`);
    return;
  }
  if (one.path === undefined) {
    throw new UserError(
      'SAMLET_ROLE_NOT_WRITABLE',
      `The role of ${one.logicalId} is not made from its Policies, so they are not written`,
      {
        where: one.place === undefined ? file : formatPlace(one.place),
        hint: 'Put the statements of --format json into the policies of that role.',
      },
    );
  }
  if (one.isLeast) {
    printProblem(`${one.logicalId}: its Policies are the least already`);
    return;
  }
  const before = readFileSync(file, 'utf8');
  const after = writeList(before, one.path, one.proposal, file);
  if (after === before) return;
  const beside = `${file}.samlet-${process.pid}`;
  writeFileSync(beside, after);
  renameSync(beside, file);
  printProblem(`${one.logicalId}: its Policies are written into ${file}`);
}

function check(chosen: readonly FunctionPolicies[]): void {
  const problems = chosen.flatMap(({ logicalId, granted, denied, unlimited, roleArn }) => [
    ...(unlimited ? [`${logicalId}: IAM does not know its role ${roleArn}, so nothing limits it`] : []),
    ...granted.flatMap(({ name, place, faults }) =>
      faults.map((fault) => `${place === undefined ? '' : `${formatPlace(place)}: `}${logicalId}, ${name}: ${fault}`),
    ),
    ...denied.map(({ action, resource }) => `${logicalId}: ${action} on ${resource} was used and is denied`),
  ]);
  for (const problem of problems) printProblem(problem);
  if (problems.length > 0) process.exitCode = 1;
}

const unknownFunction = (name: string, all: readonly FunctionPolicies[]) =>
  new UserError('SAMLET_FUNCTION_NOT_FOUND', `There is no function "${name}"`, {
    hint: `The functions are ${all.map(({ logicalId }) => logicalId).join(', ')}.`,
  });
