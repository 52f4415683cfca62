import { JavaDouble, JavaList, JavaMap } from './values.ts';

/**
 * JSON as the values of templates. Integers stay apart from doubles, and members keep their order. As the parser that API
 * Gateway uses, it takes what is no JSON for a string.
 */
export function parseJson(text: string): unknown {
  const reader = new JsonReader(text);
  try {
    return reader.whole();
  } catch (error) {
    if (error instanceof NotJson) return text;
    throw error;
  }
}

class NotJson extends Error {}

const MAX_DEPTH = 400;

class JsonReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) throw new NotJson();
    return value;
  }

  #value(): unknown {
    this.#space();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object();
      case '[':
        return this.#list();
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #object(): JavaMap {
    const entries = new Map<string, unknown>();
    this.#open();
    if (!this.#close('}')) {
      do {
        this.#space();
        if (this.#text[this.#at] !== '"') throw new NotJson();
        const name = this.#string();
        this.#space();
        if (this.#text[this.#at++] !== ':') throw new NotJson();
        entries.set(name, this.#value());
      } while (this.#more('}'));
    }
    this.#depth--;
    return new JavaMap(entries, true);
  }

  #list(): JavaList {
    const items: unknown[] = [];
    this.#open();
    if (!this.#close(']')) {
      do items.push(this.#value());
      while (this.#more(']'));
    }
    this.#depth--;
    return new JavaList(items, true);
  }

  #open(): void {
    this.#at++;
    if (++this.#depth > MAX_DEPTH) throw new NotJson();
  }

  #close(end: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== end) return false;
    this.#at++;
    return true;
  }

  #more(end: string): boolean {
    this.#space();
    const found = this.#text[this.#at++];
    if (found !== ',' && found !== end) throw new NotJson();
    return found === ',';
  }

  #string(): string {
    const start = this.#at++;
    let escaped = false;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at++);
      if (code === 0x22) break;
      if (Number.isNaN(code)) throw new NotJson();
      if (code === 0x5c) {
        escaped = true;
        this.#at++;
      }
    }
    if (!escaped) return this.#text.slice(start + 1, this.#at - 1);
    try {
      return JSON.parse(
        this.#text.slice(start, this.#at).replace(/[\n\r\t]/g, (one) => JSON.stringify(one).slice(1, -1)),
      );
    } catch {
      throw new NotJson();
    }
  }

  #scalar(): unknown {
    const scalar = /[^\s,\]}:{["]+/y;
    scalar.lastIndex = this.#at;
    const word = scalar.exec(this.#text)?.[0] ?? '';
    this.#at += word.length;
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    if (/^-?(?:0|[1-9]\d*)$/.test(word)) return integer(word);
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) return new JavaDouble(Number(word));
    throw new NotJson();
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }
}

/** An Integer or Long of these digits; a BigInteger where they do not fit. */
export function integer(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}
