/**
 * Runs `task` for every name once those it depends on are done, several at a time. After a failure nothing new starts;
 * what runs is awaited, then the first error is thrown.
 */
export async function runInOrder(
  names: readonly string[],
  dependsOn: (name: string) => readonly string[],
  task: (name: string) => Promise<void>,
  limit = 8,
): Promise<void> {
  const waiting = new Set(names);
  const done = new Set<string>();
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;

  const ready = (name: string) => dependsOn(name).every((before) => done.has(before) || !names.includes(before));
  for (;;) {
    for (const name of waiting) {
      if (failure || running.size >= limit) break;
      if (!ready(name)) continue;
      waiting.delete(name);
      const run = task(name)
        .then(
          () => {
            done.add(name);
          },
          (error: unknown) => {
            failure ??= { error };
          },
        )
        .finally(() => running.delete(run));
      running.add(run);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  if (failure) throw failure.error;
  if (waiting.size > 0) throw new Error(`these wait for each other: ${[...waiting].join(', ')}`);
}
