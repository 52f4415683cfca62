import { MAX_RESPONSE_BYTES } from './frame.ts';

/** What a handler has streamed so far to someone who waits for the whole. */
export class AnswerChunks {
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** Copies a part, but not of an answer that is already larger than Lambda carries. */
  keep(body: Buffer): void {
    this.#bytes += body.length;
    if (this.#bytes <= MAX_RESPONSE_BYTES) this.#chunks.push(Buffer.from(body));
  }

  /** All parts and the `rest`, which are forgotten with it; `undefined` when they are too large. */
  take(rest: Buffer): Buffer | undefined {
    if (this.#bytes === 0) return rest;
    const whole = this.#bytes > MAX_RESPONSE_BYTES ? undefined : Buffer.concat([...this.#chunks, rest]);
    this.forget();
    return whole;
  }

  forget(): void {
    if (this.#bytes === 0) return;
    this.#chunks = [];
    this.#bytes = 0;
  }
}
