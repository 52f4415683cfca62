import type { Clock } from '../std/clock.ts';

export interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/**
 * Many deadlines on one timer. Most invocations end long before theirs, so setting one costs an entry in a set and no
 * timer; the clock is asked again only for a deadline earlier than the one it already waits for.
 */
export class Alarms {
  readonly #clock: Clock;
  readonly #set = new Set<Alarm>();
  #sleepingUntil = Number.POSITIVE_INFINITY;
  #wake: AbortController | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(delayMs: number, ring: () => void): Alarm {
    const alarm = { at: this.#clock.now() + delayMs, ring };
    this.#set.add(alarm);
    if (alarm.at < this.#sleepingUntil) this.#sleepUntil(alarm.at);
    return alarm;
  }

  cancel(alarm: Alarm): void {
    this.#set.delete(alarm);
  }

  /** Forgets every alarm and lets the process end. */
  stop(): void {
    this.#set.clear();
    this.#wake?.abort();
    this.#sleepingUntil = Number.POSITIVE_INFINITY;
  }

  #sleepUntil(at: number): void {
    this.#wake?.abort();
    const wake = new AbortController();
    this.#wake = wake;
    this.#sleepingUntil = at;
    this.#clock.sleep(Math.max(0, at - this.#clock.now()), wake.signal).then(
      () => this.#ringDue(),
      () => {},
    );
  }

  #ringDue(): void {
    this.#sleepingUntil = Number.POSITIVE_INFINITY;
    const now = this.#clock.now();
    const due = [...this.#set].filter((alarm) => alarm.at <= now);
    for (const alarm of due) this.#set.delete(alarm);
    for (const alarm of due) alarm.ring();
    let next = Number.POSITIVE_INFINITY;
    for (const alarm of this.#set) next = Math.min(next, alarm.at);
    if (next < this.#sleepingUntil) this.#sleepUntil(next);
  }
}
