import type { InvocationRequest, InvocationResult } from './invoker.ts';

/** A request that waits for an environment. */
export interface Waiting {
  /** Function, version and revision: which environments may serve it. */
  readonly key: string;
  readonly request: InvocationRequest;
  readonly resolve: (result: InvocationResult | Promise<InvocationResult>) => void;
  readonly reject: (reason: unknown) => void;
}

/** Requests in the order they came; taking one of a key leaves the others in their order. */
export class WaitingLine {
  readonly #line = new Set<Waiting>();
  readonly #byKey = new Map<string, Set<Waiting>>();

  get length(): number {
    return this.#line.size;
  }

  add(waiting: Waiting): void {
    this.#line.add(waiting);
    const same = this.#byKey.get(waiting.key);
    if (same) same.add(waiting);
    else this.#byKey.set(waiting.key, new Set([waiting]));
  }

  /** False when it was no longer there. */
  remove(waiting: Waiting): boolean {
    const same = this.#byKey.get(waiting.key);
    same?.delete(waiting);
    if (same?.size === 0) this.#byKey.delete(waiting.key);
    return this.#line.delete(waiting);
  }

  /** How many wait for `key`. */
  count(key: string): number {
    return this.#byKey.get(key)?.size ?? 0;
  }

  /** Whose turn it is among those of `key`. */
  first(key: string): Waiting | undefined {
    return this.#byKey.get(key)?.values().next().value;
  }

  [Symbol.iterator](): IterableIterator<Waiting> {
    return this.#line.values();
  }
}
