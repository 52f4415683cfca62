import { ServiceError } from '../../../aws/service-error.ts';

/** CloudFormation takes `"true"` for a boolean and `"29000"` for a number, and the other way round. */
export function booleanOf(value: unknown): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  return value === true || String(value).toLowerCase() === 'true';
}

export function numberOf(value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : Number(value);
}

export function stringOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A map of texts; `undefined` when there is none. */
export function textsOf(value: Readonly<Record<string, unknown>> | undefined): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, stringOf(one) ?? '']));
}

export function booleansOf(value: Readonly<Record<string, unknown>> | undefined): Record<string, boolean> | undefined {
  if (value === undefined || value === null) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, booleanOf(one) ?? false]));
}

export type TagProperties = readonly { readonly Key: string; readonly Value: unknown }[];

export function tagsOf(tags: TagProperties | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, stringOf(Value) ?? '']));
}

/** Without the members that are `undefined`. */
export function present<T extends object>(value: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Name in keyof T]: Exclude<T[Name], undefined>;
  };
}

/** Runs a deletion that succeeds when there is nothing left to delete. */
export async function deleted(run: Promise<unknown>): Promise<void> {
  try {
    await run;
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'NotFoundException')) throw error;
  }
}
