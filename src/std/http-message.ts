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
  /** What the connection agreed on, where it is one of TLS. */
  readonly tls?: TlsConnection;
}

/** What a connection of TLS established, once for all its requests. */
export interface TlsConnection {
  /** The name that the client asked for (SNI), in lower case. */
  readonly serverName: string | undefined;
  /** Whose certificate the client was asked for, as the server calls it; `undefined` where it was not asked for any. */
  readonly askedFor: string | undefined;
  /** The client's own certificate, verified unless `refused` says why not. */
  readonly clientCertificate: ClientCertificate | undefined;
  /** Why the client's certificate is not trusted. */
  readonly refused: string | undefined;
}

export interface ClientCertificate {
  /** PEM. */
  readonly pem: string;
  /** `C=US,O=Example,CN=me`, in the certificate's own order. */
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal bytes in lower case, with colons between them. */
  readonly serialNumber: string;
  /** `Aug  5 09:36:04 2021 GMT` */
  readonly validFrom: string;
  readonly validTo: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in the case they are sent in; a list sends the header several times. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array | string;
  /** Sent as it arrives in the place of `body`. Destroyed when the client leaves; its failure breaks the connection off. */
  readonly stream?: Readable;
}
