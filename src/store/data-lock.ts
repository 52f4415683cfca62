import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../std/user-error.ts';

export interface DataLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** Tells a process from a later one with the same number; empty where the system does not say. */
  readonly started: string;
}

/**
 * Takes the data directory for this process. The lock of a process that is gone is taken over.
 * @throws UserError SAMLET_DATA_IN_USE when a living process has it.
 */
export function lockDataDir(dir: string): DataLock {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'lock');
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Holder));
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        linkSync(mine, file); // a link is made whole or not at all, and never over another
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 5) throw error;
      }
      const holder = readHolder(file);
      if (holder !== undefined && isAlive(holder)) throw inUse(dir, holder.pid);
      takeAway(file, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return { release: () => rmSync(file, { force: true }) };
}

function inUse(dir: string, pid: number): UserError {
  return new UserError('SAMLET_DATA_IN_USE', `another samlet (pid ${pid}) is using this data directory`, {
    where: dir,
    hint: 'Stop it, or give this one its own directory with --data, or use --ephemeral.',
  });
}

function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return typeof holder.pid === 'number' ? { pid: holder.pid, started: holder.started ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

/** Removes a stale lock; puts it back when another process was quicker and it is a fresh one by now. */
function takeAway(file: string, stale: Holder | undefined): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const holder = readHolder(aside);
  if (holder !== undefined && holder.pid !== stale?.pid && isAlive(holder)) {
    try {
      linkSync(aside, file);
    } catch {
      // A third one has it now: the next attempt sees it.
    }
  }
  rmSync(aside, { force: true });
}

function isAlive(holder: Holder): boolean {
  if (holder.pid === process.pid) return holder.started === startOf(process.pid);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = startOf(holder.pid);
  return started === '' || holder.started === '' || started === holder.started;
}

/** Linux's boot id and start time of a process in clock ticks since boot. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The name, in brackets, may hold anything: fields are counted behind it. The 22nd of all is the start time.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    return `${boot}/${ticks}`;
  } catch {
    return '';
  }
}
