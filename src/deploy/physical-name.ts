import { derivedIds } from '../std/ids.ts';

const SUFFIX = 12;

/**
 * The name that CloudFormation gives what has none: `<stack>-<logical id>-<12 characters>`, here the same whenever the same
 * stack is deployed. Stack and logical id are cut to fit; the characters at the end are always whole.
 */
export function physicalName(stackName: string, logicalId: string, generation: number, maxLength: number): string {
  const suffix = derivedIds('name', stackName, logicalId, String(generation)).upperAlphanumeric(SUFFIX);
  const room = maxLength - SUFFIX - 2;
  if (room < 2) return suffix.slice(0, maxLength);
  const half = Math.floor(room / 2);
  const stackLength = Math.max(half, room - logicalId.length);
  const stackPart = stackName.slice(0, stackLength);
  return `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${suffix}`;
}
