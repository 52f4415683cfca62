import type { Readable } from 'node:stream';

/** A request as it came from the wire, read whole. Nothing is decoded yet. */
export interface HttpRequest {
  readonly method: string;
  /** Percent-encoded as sent, without the query; always starts with a slash. */
  readonly rawPath: string;
  /** As sent, without the question mark; empty when there is none. */
  readonly rawQuery: string;
  /** name, value, name, value, ... in the wire's order and case. */
  readonly rawHeaders: readonly string[];
  /** Lower-case names; several of one name joined as Node joins them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly sourceIp: string;
  /** `HTTP/1.1` */
  readonly protocol: string;
  readonly scheme: 'http' | 'https';
}

export interface HttpResponse {
  readonly status: number;
  /** Names in the case they are sent in; a list sends the header several times. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array | string;
  /** Sent as it arrives in the place of `body`. Destroyed when the client leaves; its failure breaks the connection off. */
  readonly stream?: Readable;
}
