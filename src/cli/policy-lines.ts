import type { FunctionPolicies, GrantedPolicy } from '../function-policies.ts';
import type { AccessUse } from '../telemetry/access-uses.ts';
import { renderYaml } from '../template/document/render-yaml.ts';
import { formatPlace } from '../template/place.ts';
import { styled } from './terminal.ts';

/** The comparison of one function as a person reads it. */
export function policyLines(one: FunctionPolicies): readonly string[] {
  const { logicalId, roleArn, unlimited, granted, used, denied, isLeast, proposal, place } = one;
  const nothing = used.length + denied.length === 0;
  return [
    `${styled('bold', logicalId)}  ${styled('dim', roleArn)}`,
    ...(unlimited ? [`  ${styled('yellow', 'not limited')}  IAM does not know this role`] : []),
    ...granted.flatMap(grantedLines),
    ...used.map((use) => `  ${styled('green', 'used')}        ${useText(use, use.allowed)}`),
    ...denied.flatMap((use) => [
      `  ${styled('red', 'denied')}      ${useText(use, use.denied)}`,
      `              nothing allows it${place === undefined ? '' : `: it belongs to the Policies at ${formatPlace(place)}`}`,
    ]),
    ...(nothing
      ? ['  nothing was used yet: call the API, then ask again']
      : [`  smallest${isLeast ? '    what it has' : ''}`, `    ${renderYaml({ Policies: proposal }, 4)}`]),
    '',
  ];
}

function grantedLines({ name, place, forLambda, used, neverUsed, faults }: GrantedPolicy): readonly string[] {
  const where = place === undefined ? '' : styled('dim', `  ${formatPlace(place)}`);
  const unused =
    neverUsed.length === 0 || faults.length > 0 ? [] : [`              never used: ${neverUsed.join(', ')}`];
  return [
    `  granted     ${name}${where}`,
    ...(forLambda
      ? ['              for Lambda itself']
      : [
          ...(used.length === 0 ? [] : [`              used: ${used.join(', ')}`]),
          ...unused,
          ...faults.map((fault) => `              ${styled('yellow', fault)}`),
        ]),
  ];
}

function useText({ action, resource, lastAt, lastRequestId }: AccessUse, count: number): string {
  const times = count === 1 ? 'once' : `${count} times`;
  return `${action} on ${resource}, ${times}, last at ${new Date(lastAt).toISOString()} (request ${lastRequestId})`;
}
