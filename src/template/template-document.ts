import type { Notice, Place } from './notice.ts';
import type { Json } from './resource-graph.ts';

export type JsonPath = readonly (string | number)[];

/** A template file as read: intrinsics in their long form, nothing evaluated. */
export interface TemplateDocument {
  /** Absolute path. */
  readonly file: string;
  readonly value: { readonly [name: string]: Json };
  /** Where a value stands (a mapping's value: where its key stands); of the nearest ancestor that exists. */
  placeOf(path: JsonPath): Place | undefined;
  readonly notices: readonly Notice[];
}
