/** The member of a record whose names come from users: `constructor` is no member unless somebody put it there. */
export function ownMember<T>(record: Readonly<Record<string, T>> | undefined, name: string | undefined): T | undefined {
  return record !== undefined && name !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
