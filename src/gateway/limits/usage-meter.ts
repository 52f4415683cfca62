import { dayOf, periodAt, type Quota } from './quota-period.ts';

/** How much of a plan a key has used. */
export interface UsageRecord {
  readonly planId: string;
  readonly keyId: string;
  /** Milliseconds: where the period that `remaining` is for begins; 0 without a quota. */
  readonly periodStart: number;
  readonly remaining: number;
  /** By day (`2026-01-31`): requests used, and how many remained at its end. */
  readonly days: Readonly<Record<string, readonly [used: number, remaining: number]>>;
}

/** Counts the requests of keys under their plans, and says when a quota is used up. */
export interface UsageMeter {
  /** Counts a request; `false` when the quota has none left, and then nothing is counted. */
  count(planId: string, keyId: string, quota: Quota | undefined, nowMs: number): boolean;
  /** What a key has used, with the period it is in now. */
  read(planId: string, keyId: string, quota: Quota | undefined, nowMs: number): UsageRecord;
  /** Gives a key this many more requests until the period ends. */
  setRemaining(planId: string, keyId: string, quota: Quota | undefined, remaining: number, nowMs: number): UsageRecord;
  /** Takes up a record kept earlier. */
  restore(record: UsageRecord): void;
  forget(planId: string, keyId?: string): void;
  /** The records that have changed since the last time this was asked. */
  takeChanged(): UsageRecord[];
  /** Calls `listener` at the first change after each `takeChanged`: whoever keeps the records listens. */
  onChange(listener: () => void): void;
}

interface Counter {
  readonly planId: string;
  readonly keyId: string;
  /** The quota the period was computed for: another limit or period starts anew. */
  quota: Quota | undefined;
  periodStart: number;
  periodEnd: number;
  remaining: number;
  day: string;
  dayEnd: number;
  used: number;
  past: Record<string, readonly [used: number, remaining: number]>;
}

/** As long as AWS tells usage. */
const KEPT_DAYS = 90;

export function usageMeter(): UsageMeter {
  const counters = new Map<string, Counter>();
  const changed = new Set<Counter>();
  let listener: (() => void) | undefined;

  const find = (planId: string, keyId: string, quota: Quota | undefined, nowMs: number): Counter => {
    const name = `${planId}/${keyId}`;
    let counter = counters.get(name);
    if (counter === undefined) {
      counter = newCounter(planId, keyId);
      counters.set(name, counter);
    }
    if (nowMs >= counter.dayEnd) startDay(counter, nowMs);
    if (quota !== counter.quota || nowMs >= counter.periodEnd) startPeriod(counter, quota, nowMs);
    return counter;
  };

  const touch = (counter: Counter) => {
    const first = changed.size === 0;
    changed.add(counter);
    if (first) listener?.();
  };

  return {
    count(planId, keyId, quota, nowMs) {
      const counter = find(planId, keyId, quota, nowMs);
      if (quota !== undefined) {
        if (counter.remaining <= 0) return false;
        counter.remaining -= 1;
      }
      counter.used += 1;
      touch(counter);
      return true;
    },
    read: (planId, keyId, quota, nowMs) => recordOf(find(planId, keyId, quota, nowMs)),
    setRemaining(planId, keyId, quota, remaining, nowMs) {
      const counter = find(planId, keyId, quota, nowMs);
      counter.remaining = remaining;
      touch(counter);
      return recordOf(counter);
    },
    restore(record) {
      const counter = newCounter(record.planId, record.keyId);
      const [day = ''] = Object.keys(record.days).sort().slice(-1);
      const { [day]: today, ...past } = record.days;
      counter.past = past;
      counter.periodStart = record.periodStart;
      counter.remaining = record.remaining;
      if (today !== undefined) {
        counter.day = day;
        counter.dayEnd = Date.parse(day) + 86_400_000;
        counter.used = today[0];
      }
      counters.set(`${record.planId}/${record.keyId}`, counter);
    },
    forget(planId, keyId) {
      for (const [name, counter] of counters) {
        if (counter.planId !== planId || (keyId !== undefined && counter.keyId !== keyId)) continue;
        counters.delete(name);
        changed.delete(counter);
      }
    },
    takeChanged() {
      const records = [...changed].map(recordOf);
      changed.clear();
      return records;
    },
    onChange(called) {
      listener = called;
    },
  };
}

function newCounter(planId: string, keyId: string): Counter {
  return {
    planId,
    keyId,
    quota: undefined,
    periodStart: 0,
    periodEnd: Number.POSITIVE_INFINITY,
    remaining: 0,
    day: '',
    dayEnd: 0,
    used: 0,
    past: {},
  };
}

function startDay(counter: Counter, nowMs: number): void {
  if (counter.day !== '') counter.past[counter.day] = [counter.used, counter.remaining];
  for (const day of Object.keys(counter.past).sort().slice(0, -KEPT_DAYS)) delete counter.past[day];
  counter.day = dayOf(nowMs);
  counter.dayEnd = Date.parse(counter.day) + 86_400_000;
  counter.used = 0;
}

function startPeriod(counter: Counter, quota: Quota | undefined, nowMs: number): void {
  const before = counter.quota;
  counter.quota = quota;
  if (quota === undefined) {
    counter.periodStart = 0;
    counter.periodEnd = Number.POSITIVE_INFINITY;
    counter.remaining = 0;
    return;
  }
  const { start, end } = periodAt(nowMs, quota);
  // In the same period what was used stays used: a changed limit adds or takes the difference.
  if (start === counter.periodStart) {
    if (before !== undefined) counter.remaining = Math.max(0, counter.remaining + quota.limit - before.limit);
  } else counter.remaining = quota.limit;
  counter.periodStart = start;
  counter.periodEnd = end;
}

function recordOf({ planId, keyId, periodStart, remaining, day, used, past }: Counter): UsageRecord {
  return { planId, keyId, periodStart, remaining, days: { ...past, [day]: [used, remaining] } };
}
