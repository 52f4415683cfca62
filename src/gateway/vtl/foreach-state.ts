import type { TemplateObject } from './values.ts';

/** `$foreach` of a loop. */
export class ForeachState implements TemplateObject {
  readonly templateObject = true;
  readonly #parent: ForeachState | undefined;
  readonly #items: readonly unknown[];
  at = 0;
  stopped = false;

  constructor(parent: ForeachState | undefined, items: readonly unknown[]) {
    this.#parent = parent;
    this.#items = items;
  }

  get hasNext(): boolean {
    return this.at + 1 < this.#items.length;
  }

  property(name: string): unknown {
    switch (name) {
      case 'index':
        return this.at;
      case 'count':
        return this.at + 1;
      case 'hasNext':
        return this.hasNext;
      case 'first':
        return this.at === 0;
      case 'last':
        return !this.hasNext;
      case 'parent':
        return this.#parent;
      case 'topmost':
        return this.#topmost();
      default:
        return undefined;
    }
  }

  call(name: string): unknown {
    if (name === 'stop') this.stopped = true;
    const getter = /^(?:get|is)([A-Z])(\w*)$/.exec(name);
    if (getter !== null) return this.property(`${getter[1]?.toLowerCase()}${getter[2]}`);
    return name === 'hasNext' ? this.hasNext : undefined;
  }

  #topmost(): ForeachState {
    return this.#parent?.property('topmost') instanceof ForeachState
      ? (this.#parent.property('topmost') as ForeachState)
      : this;
  }
}
