import type { FunctionPolicies } from '../function-policies.ts';

/** A policy as a data source of the Terraform provider for AWS, named after the function. */
export function terraformPolicy(logicalId: string, { Statement }: FunctionPolicies['smallest']): string {
  const name = logicalId.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  const list = (values: readonly string[]) =>
    values.length === 1
      ? `[${text(values[0] ?? '')}]`
      : `[\n${values.map((value) => `      ${text(value)},\n`).join('')}    ]`;
  const statements = Statement.map(
    ({ Action, Resource }) =>
      `  statement {\n    effect    = "Allow"\n    actions   = ${list(Action)}\n    resources = ${list(Resource)}\n  }\n`,
  );
  return `data "aws_iam_policy_document" "${name}" {\n${statements.join('\n')}}`;
}

/** Terraform would fill in `${...}`. */
const text = (value: string) => JSON.stringify(value).replaceAll('${', '$${');
