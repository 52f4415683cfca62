import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RUNNING_FILE, type RunningSamlet, startSamlet } from '../samlet.ts';
import { findTemplate } from '../template/document/find-template.ts';
import { defaultDataDir, type ServerFlags, samletOptions, type TemplateFlags, templatePath } from './options.ts';

/** The samlet that runs on a data folder now, or `undefined`. */
export function runningOn(dataDir: string): RunningSamlet | undefined {
  try {
    const running = JSON.parse(readFileSync(join(dataDir, RUNNING_FILE), 'utf8')) as RunningSamlet;
    process.kill(running.pid, 0);
    return running;
  } catch {
    return undefined;
  }
}

/** The data folder that the flags and the template say. */
export function dataDirOf(path: string | undefined, flags: { readonly data?: string } & TemplateFlags): string {
  if (flags.data !== undefined) return resolve(flags.data);
  try {
    return defaultDataDir(findTemplate(templatePath(path, flags)));
  } catch {
    return resolve('.samlet');
  }
}

/** Runs `use` against the samlet that runs on the template's data, or against one that lives as long as `use`. */
export async function withSamlet<Result>(
  path: string | undefined,
  flags: Partial<ServerFlags> & TemplateFlags,
  use: (running: RunningSamlet) => Promise<Result>,
): Promise<Result> {
  const running = runningOn(dataDirOf(path, flags));
  if (running !== undefined) return use(running);

  const samlet = await startSamlet({
    ...samletOptions(templatePath(path, flags), { ...flags, port: 0, endpointPort: 0 }),
    log: (level, message) => level === 'error' && process.stderr.write(`${message}\n`),
  });
  try {
    return await use(samlet.running);
  } finally {
    await samlet.stop();
  }
}

/** Client settings that reach the running samlet as the account's root. */
export const clientFor = (running: RunningSamlet) => ({
  endpoint: running.endpoint,
  region: running.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
