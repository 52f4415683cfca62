/** A set of media types with wildcards (`image/*`), as `binaryMediaTypes` holds them. */
export interface MediaTypes {
  readonly empty: boolean;
  /** Whether a header's media type is among them; parameters after `;` do not count. No header matches only the full wildcard. */
  has(header: string | undefined): boolean;
}

const ANY = '*/*';

export function mediaTypes(types: readonly string[]): MediaTypes {
  const exact = new Set(types.map((type) => type.toLowerCase().trim()));
  const families = [...exact].filter((type) => type.endsWith('/*') && type !== ANY).map((type) => type.slice(0, -1));
  const all = exact.has(ANY);
  return {
    empty: exact.size === 0,
    has(header) {
      if (all) return true;
      if (exact.size === 0 || header === undefined) return false;
      const type = mediaType(header);
      return exact.has(type) || families.some((family) => type.startsWith(family));
    },
  };
}

/** The media type of a `Content-Type` header, in lower case and without parameters. */
export function mediaType(header: string): string {
  const end = header.indexOf(';');
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
}

/** The first media range of an `Accept` header: the one API Gateway decides by. */
export function firstAccepted(accept: string | undefined): string | undefined {
  if (accept === undefined) return undefined;
  const end = accept.indexOf(',');
  return mediaType(end < 0 ? accept : accept.slice(0, end));
}
