import type { HttpRequest, HttpResponse } from '../std/http-message.ts';

/** Which stage of which API a request is for, and what is left of its path there. */
export interface ApiTarget {
  readonly apiId: string;
  readonly stageName: string;
  /** The path behind the stage, percent-encoded as sent; starts with a slash. */
  readonly path: string;
  /** The host the client called, without a port. */
  readonly domainName: string;
  /** The stage stands not in the path: the door belongs to it. */
  readonly implied: boolean;
}

/** Calls a deployed API: the gateway's data plane. Always resolves. */
export type InvokeApi = (request: HttpRequest, target: ApiTarget) => Promise<HttpResponse>;
