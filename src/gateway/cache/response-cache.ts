import { open, type SealedAnswer, seal } from './sealed-answer.ts';

/** What a method answered, without the headers that tell one request from another. Shared by all who ask: never changed. */
export interface CachedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Uint8Array;
}

export interface KeepOptions {
  readonly untilMs: number;
  /** What the place may hold, this answer included. */
  readonly capacityBytes: number;
  readonly encrypted: boolean;
}

/** The answers of stages with a cache cluster, by place (`<api id>/<stage name>`) and key. */
export interface ResponseCache {
  find(place: string, key: string, nowMs: number): CachedAnswer | undefined | Promise<CachedAnswer | undefined>;
  /** Forgets what was unused for longest where the place, or the whole cache, is full. */
  keep(place: string, key: string, answer: CachedAnswer, options: KeepOptions): void | Promise<void>;
  /** Forgets all answers of a place. */
  flush(place: string): void | Promise<void>;
}

export interface MemoryResponseCache extends ResponseCache {
  find(place: string, key: string, nowMs: number): CachedAnswer | undefined;
  keep(place: string, key: string, answer: CachedAnswer, options: KeepOptions): void;
  flush(place: string): void;
  /** What all places hold now. */
  usedBytes(): number;
}

/** Unlike AWS: the caches of all stages hold at most 128 MiB together, in memory, whatever sizes their clusters have, and are empty after a restart. */
const MAX_BYTES = 128 * 1024 * 1024;

/** What an entry costs beside its texts and bytes: the objects, and its place in the map. */
const ENTRY_BYTES = 320;
const HEADER_BYTES = 48;

interface Entry {
  readonly answer: CachedAnswer | SealedAnswer;
  readonly untilMs: number;
  readonly bytes: number;
  /** The place's round in which it was used last. */
  round: number;
}

interface Place {
  /** Those unused since the earliest round are the first. */
  readonly entries: Map<string, Entry>;
  /** Each answer that is kept begins another: within one, hits need not be put in order. */
  round: number;
  bytes: number;
}

/** The cache of one process: lost when it ends, bounded by `maxBytes` however many answers come. */
export function memoryResponseCache(maxBytes = MAX_BYTES): MemoryResponseCache {
  const places = new Map<string, Place>();
  let used = 0;

  const remove = (place: Place, key: string, entry: Entry) => {
    place.entries.delete(key);
    place.bytes -= entry.bytes;
    used -= entry.bytes;
  };
  const removeOldest = (place: Place) => {
    for (const [key, entry] of place.entries) {
      remove(place, key, entry);
      return;
    }
  };

  return {
    find(name, key, nowMs) {
      const place = places.get(name);
      const entry = place?.entries.get(key);
      if (place === undefined || entry === undefined) return undefined;
      if (nowMs >= entry.untilMs) {
        remove(place, key, entry);
        return undefined;
      }
      if (entry.round !== place.round) {
        entry.round = place.round;
        place.entries.delete(key);
        place.entries.set(key, entry);
      }
      return 'sealed' in entry.answer ? open(entry.answer) : entry.answer;
    },
    keep(name, key, answer, { untilMs, capacityBytes, encrypted }) {
      const kept = encrypted ? seal(answer) : owned(answer);
      const bytes = ENTRY_BYTES + textBytes(key) + sizeOf(kept);
      let place = places.get(name);
      if (place === undefined) {
        place = { entries: new Map(), round: 0, bytes: 0 };
        places.set(name, place);
      }
      const before = place.entries.get(key);
      if (before !== undefined) remove(place, key, before);
      if (bytes > capacityBytes || bytes > maxBytes) return;
      place.round += 1;
      place.entries.set(key, { answer: kept, untilMs, bytes, round: place.round });
      place.bytes += bytes;
      used += bytes;
      while (place.bytes > capacityBytes) removeOldest(place);
      while (used > maxBytes) removeOldest(largest(places) ?? place);
    },
    flush(name) {
      used -= places.get(name)?.bytes ?? 0;
      places.delete(name);
    },
    usedBytes: () => used,
  };
}

function largest(places: ReadonlyMap<string, Place>): Place | undefined {
  let found: Place | undefined;
  for (const place of places.values()) if (found === undefined || place.bytes > found.bytes) found = place;
  return found;
}

/** A small part of a large buffer would keep all of it alive. */
function owned(answer: CachedAnswer): CachedAnswer {
  const { body } = answer;
  if (typeof body === 'string' || body.byteLength === body.buffer.byteLength) return answer;
  const copy = Buffer.allocUnsafeSlow(body.byteLength);
  copy.set(body);
  return { ...answer, body: copy };
}

function sizeOf(answer: CachedAnswer | SealedAnswer): number {
  if ('sealed' in answer) return answer.sealed.byteLength;
  let bytes = typeof answer.body === 'string' ? textBytes(answer.body) : answer.body.byteLength;
  for (const [name, value] of Object.entries(answer.headers)) {
    bytes += HEADER_BYTES + textBytes(name);
    if (typeof value === 'string') bytes += textBytes(value);
    else for (const one of value) bytes += HEADER_BYTES + textBytes(one);
  }
  return bytes;
}

/** What a text takes in memory: two bytes a character as soon as one of them needs it. */
function textBytes(text: string): number {
  return /[^\0-\xff]/.test(text) ? text.length * 2 : text.length;
}
