import type { Place } from '../notice.ts';

export interface SamOptions {
  /** Values of the template's parameters, defaults included. SAM resolves `Ref` to them where it must know a value. */
  readonly parameterValues: Readonly<Record<string, string | readonly string[]>>;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  readonly stackName: string;
  /** Absolute folder of the template: local `DefinitionUri` and `AWS::Include` files are read from it. */
  readonly templateDir: string;
  /** Where a value of the template stands: path of member names and list indices from the root. */
  readonly placeOf: (path: readonly (string | number)[]) => Place | undefined;
}
