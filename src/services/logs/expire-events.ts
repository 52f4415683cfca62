import type { Clock } from '../../std/clock.ts';
import type { Records } from '../../store/records.ts';
import type { Store } from '../../store/store.ts';
import { clearEventsBefore } from '../../telemetry/log-reader.ts';
import type { LogGroupRecord } from '../../telemetry/log-records.ts';
import type { ServerLog } from '../../telemetry/server-log.ts';
import { retainedFrom } from './log-group.ts';

const SWEEP_MS = 3_600_000;

/** Deletes what is past the retention of its group, each hour, while there is a group with a retention. */
export interface ExpiringEvents {
  /** A group got a retention. */
  start(): void;
  stop(): Promise<void>;
}

export function expiringEvents(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: ServerLog;
  readonly groups: Records<LogGroupRecord>;
}): ExpiringEvents {
  const { store, clock, log, groups } = parts;
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let isWanted = false;

  /** Answers whether there is anything to come back for. */
  const sweep = async (): Promise<boolean> => {
    let isNeeded = false;
    let after: string | undefined;
    while (true) {
      const page = await groups.list({ limit: 200, ...(after !== undefined && { after }) });
      for (const group of page) {
        if (group.retentionInDays === undefined || stopping.signal.aborted) continue;
        isNeeded = true;
        await clearEventsBefore(store, group.name, retainedFrom(group, clock.now()));
      }
      after = page.at(-1)?.name;
      if (page.length < 200) return isNeeded;
    }
  };

  const run = async (): Promise<void> => {
    try {
      while (!stopping.signal.aborted) {
        isWanted = false;
        if (await sweep()) await clock.sleep(SWEEP_MS, stopping.signal);
        else if (!isWanted) return;
      }
    } catch (error) {
      if (!stopping.signal.aborted) log.error('Log events past their retention could not be deleted', error);
    } finally {
      running = undefined;
    }
  };

  const start = () => {
    isWanted = true;
    if (!stopping.signal.aborted) running ??= run();
  };
  start();

  return {
    start,
    async stop() {
      stopping.abort(new Error('samlet is stopping'));
      await running;
    },
  };
}
