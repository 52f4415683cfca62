import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { guestPaths, type SandboxLevel } from '../sandbox/sandbox-policy.ts';
import type { Clock } from '../std/clock.ts';
import type { Alarms } from './alarms.ts';
import { environmentVariables } from './environment-variables.ts';
import type { FunctionVersion } from './invoker.ts';
import { openRuntimeApi } from './runtime-api.ts';
import { type RuntimeChoice, runtimeCommand } from './runtime-command.ts';
import { type RuntimeEvents, type RuntimeProcess, startRuntimeProcess } from './runtime-process.ts';

/** What starting a runtime takes, besides the function. */
export interface LaunchHouse extends RuntimeChoice {
  readonly clock: Clock;
  readonly region: string;
  readonly endpointUrl: () => string;
  readonly sandboxLevel: SandboxLevel;
  readonly alarms: Alarms;
  readonly layersDir: (layerDirs: readonly string[]) => string | undefined;
}

/** What is the environment's own. */
export interface LaunchPlace {
  readonly logStream: string;
  readonly tmpDir: string | undefined;
}

/**
 * Starts a function's runtime in its sandbox. Answers the places it looked at when a custom runtime has no program.
 * Throws `UserError` when the interpreter is missing.
 */
export async function launchRuntime(
  fn: FunctionVersion,
  house: LaunchHouse,
  place: LaunchPlace,
  events: RuntimeEvents,
): Promise<RuntimeProcess | { readonly looked: readonly string[] }> {
  const { sandboxLevel, region, endpointUrl } = house;
  const command = runtimeCommand(fn.runtime, fn.memoryMb, house);
  const layersDir = house.layersDir(fn.layerDirs);
  const parts = { codeDir: fn.codeDir, runtimeDir: command.runtimeDir, layersDir, tmpDir: place.tmpDir };
  const guest = guestPaths(sandboxLevel, parts);
  let file = command.file(guest);
  if (command.protocol === 'http' && !isProgram(join(fn.codeDir, 'bootstrap'))) {
    const inLayers = `${guest.layersDir}/bootstrap`;
    if (layersDir === undefined || !isProgram(join(layersDir, 'bootstrap'))) return { looked: [file, inLayers] };
    file = inLayers;
  }
  const api =
    command.protocol === 'channel'
      ? undefined
      : await openRuntimeApi((type, body) => {
          events.onMessage(type, body);
          events.onReadDone();
        });
  const env = environmentVariables(fn, {
    guest,
    region,
    endpointUrl: endpointUrl(),
    logStream: place.logStream,
    runtimeApi: api?.address,
    binDir: command.binDir,
  });
  return startRuntimeProcess(
    sandboxLevel,
    { ...parts, readOnlyPaths: command.readOnlyPaths, tmpSizeMb: fn.ephemeralStorageMb, env },
    { file, args: command.args(guest) },
    api,
    (ms, act) => void house.alarms.set(ms, act),
    events,
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
