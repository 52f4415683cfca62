import { invalidParameter } from './errors.ts';

/** One page of a list: `Marker` of the request is the id of the last entry of the page before, in base64. */
export function page<T>(
  entries: readonly T[],
  idOf: (entry: T) => string,
  request: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
  most = 50,
): { readonly entries: readonly T[]; readonly next: { NextMarker?: string } } {
  let from = 0;
  if (request.Marker !== undefined && request.Marker !== '') {
    const after = Buffer.from(request.Marker, 'base64').toString();
    const at = entries.findIndex((entry) => idOf(entry) === after);
    if (at < 0) throw invalidParameter('Invalid marker');
    from = at + 1;
  }
  const limit = Math.max(1, Math.min(request.MaxItems ?? most, most));
  const chosen = entries.slice(from, from + limit);
  const last = chosen.at(-1);
  const more = last !== undefined && from + limit < entries.length;
  return { entries: chosen, next: more ? { NextMarker: Buffer.from(idOf(last)).toString('base64') } : {} };
}
