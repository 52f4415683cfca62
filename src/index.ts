export type { Samlet, SamletOptions, ServedApi, ServedApiKey } from './samlet.ts';
export { startSamlet } from './samlet.ts';
export { UserError } from './std/user-error.ts';
