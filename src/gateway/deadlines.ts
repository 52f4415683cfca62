import type { Clock } from '../std/clock.ts';

/** Gives up on promises that take too long, without a timer for each: at gateway speed timers cost more than the check. */
export interface Deadlines {
  /** The promise's own outcome, or a rejection with `expired()` once `ms` have passed. The promise itself runs on. */
  race<T>(promise: Promise<T>, ms: number, expired: () => Error): Promise<T>;
}

interface Pending {
  readonly dueAt: number;
  readonly expire: () => void;
}

/** How long the watch sleeps at most: so long may it outlive the last call. */
const SLICE_MS = 1_000;

export function deadlines(clock: Clock): Deadlines {
  /** Calls of one limit fall due in the order they came: the first of each set is the next. */
  const pendingByLimit = new Map<number, Set<Pending>>();
  let watching = false;
  let wakesAt = 0;

  const nextDue = () => {
    let next = Number.POSITIVE_INFINITY;
    for (const pending of pendingByLimit.values()) {
      for (const { dueAt } of pending) {
        next = Math.min(next, dueAt);
        break;
      }
    }
    return next;
  };

  const expireDue = () => {
    const now = clock.now();
    for (const pending of pendingByLimit.values()) {
      for (const one of pending) {
        if (one.dueAt > now) break;
        pending.delete(one);
        one.expire();
      }
    }
  };

  const watch = async () => {
    watching = true;
    for (let due = nextDue(); due < Number.POSITIVE_INFINITY; due = nextDue()) {
      const sleepMs = Math.max(0, Math.min(SLICE_MS, due - clock.now()));
      wakesAt = clock.now() + sleepMs;
      await clock.sleep(sleepMs);
      expireDue();
    }
    watching = false;
  };

  return {
    race(promise, ms, expired) {
      let pending = pendingByLimit.get(ms);
      if (pending === undefined) {
        pending = new Set();
        pendingByLimit.set(ms, pending);
      }
      const limit = pending;
      return new Promise((resolve, reject) => {
        const one: Pending = { dueAt: clock.now() + ms, expire: () => reject(expired()) };
        limit.add(one);
        promise.then(
          (value) => {
            limit.delete(one);
            resolve(value);
          },
          (error) => {
            limit.delete(one);
            reject(error);
          },
        );
        if (!watching) void watch();
        else if (one.dueAt < wakesAt) void clock.sleep(ms).then(expireDue);
      });
    },
  };
}
