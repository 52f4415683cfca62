export interface PageRequest {
  readonly position?: string | undefined;
  readonly limit?: number | undefined;
}

/** A page of a list: `position` is where the next one starts. 25 items by default and 500 at most, as AWS. */
export function page<T>(items: readonly T[], { position, limit }: PageRequest): { items: T[]; position?: string } {
  const start = position === undefined ? 0 : Math.max(0, Number(Buffer.from(position, 'base64url').toString()) || 0);
  const size = Math.min(500, Math.max(1, limit ?? 25));
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length ? { position: Buffer.from(String(end)).toString('base64url') } : {}),
  };
}
