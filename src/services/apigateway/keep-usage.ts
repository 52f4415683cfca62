import type { UsageMeter, UsageRecord } from '../../gateway/limits/usage-meter.ts';
import type { Clock } from '../../std/clock.ts';
import type { Records } from '../../store/records.ts';
import type { ServerLog } from '../../telemetry/server-log.ts';

/** Counts of so many milliseconds are written together: what a crash may cost. */
const BATCH_MS = 100;

/** Keeps in the store what the gateway counts, in batches; answers the function that writes the rest at once. */
export function keepUsage(options: {
  readonly usage: Records<UsageRecord>;
  readonly meter: UsageMeter;
  readonly clock: Clock;
  readonly log: ServerLog;
}): () => Promise<void> {
  const { usage, meter, clock, log } = options;
  let writing: Promise<unknown> = Promise.resolve();

  const flush = async () => {
    const write = () =>
      Promise.all(meter.takeChanged().map((record) => usage.put(`${record.planId}/${record.keyId}`, record)));
    writing = writing.then(write, write);
    await writing;
  };
  meter.onChange(() => {
    clock
      .sleep(BATCH_MS)
      .then(flush)
      .catch((error) => log.error('The usage of API keys could not be kept', error));
  });
  return flush;
}
