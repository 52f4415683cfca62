/** What `samlet check` says of every property that grants or denies something. */
export const KEPT = 'kept and described, not enforced yet';

/** A policy document of a template as the API takes it. */
export const documentText = (document: object | string): string =>
  typeof document === 'string' ? document : JSON.stringify(document);
