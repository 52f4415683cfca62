import { constraint } from './refusals.ts';

export function checkedFilterName(name: string | undefined, member = 'filterName'): string {
  if (name === undefined) throw constraint(member, name, 'Member must not be null');
  if (name === '') throw constraint(member, name, 'Member must have length greater than or equal to 1');
  if (name.length > 512) throw constraint(member, name, 'Member must have length less than or equal to 512');
  if (/[:*]/.test(name)) throw constraint(member, name, 'Member must satisfy regular expression pattern: [^:*]*');
  return name;
}

export function checkedPattern(pattern: string | undefined): string {
  if (pattern === undefined) throw constraint('filterPattern', pattern, 'Member must not be null');
  if (pattern.length > 1024) {
    throw constraint('filterPattern', pattern, 'Member must have length less than or equal to 1024');
  }
  return pattern;
}
