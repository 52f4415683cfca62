/** The decisions one request to an API went through, in order: logs, metrics and traces are written from it. */
export class Trail {
  readonly requestId: string;
  readonly apiId: string;
  readonly stageName: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The steps entered so far; the last one is where a refusal came from. */
  readonly steps: string[] = [];
  httpMethod = '';
  /** The resource's path, `/users/{id}`; empty before the route is known. */
  resourcePath = '';
  status = 0;
  /** Milliseconds from the first byte handled to the answer. */
  latencyMs = 0;
  /** Milliseconds the backend took; `undefined` when it was not called. */
  integrationLatencyMs: number | undefined = undefined;
  /** The gateway response type, when the gateway itself refused. */
  refusal: string | undefined = undefined;
  /** Why, for the execution log: never told to the client. */
  cause: string | undefined = undefined;

  constructor(requestId: string, apiId: string, stageName: string, startedAt: number) {
    this.requestId = requestId;
    this.apiId = apiId;
    this.stageName = stageName;
    this.startedAt = startedAt;
  }

  enter(step: string): void {
    this.steps.push(step);
  }
}
