import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of recorded answers of the real services, kept beside the project; `undefined` where it is not there. */
export const conformanceDir: string | undefined = [new URL('../../../shared/conformance/', import.meta.url)]
  .map((url) => fileURLToPath(url))
  .find((path) => existsSync(path));

/** The folder of example applications to run as they are; `undefined` where it is not there. */
export const seedsDir: string | undefined = [new URL('../../../shared/seeds/', import.meta.url)]
  .map((url) => fileURLToPath(url))
  .find((path) => existsSync(path));
