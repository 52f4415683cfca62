import type { Clock } from '../std/clock.ts';

/** `data` is told only where full requests and responses are traced. */
export type TraceLevel = 'error' | 'info' | 'data';

export interface TraceLine {
  readonly level: TraceLevel;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly text: string;
}

/** The lines of one request's execution log, in API Gateway's words and without the request id they begin with. */
export class ExecutionTrace {
  readonly lines: TraceLine[] = [];
  /** How many of the lines tell of the authorizer: they come before those of the execution. */
  authorizerLines = 0;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Told at ERROR and at INFO. */
  error(text: string): void {
    this.#write('error', text);
  }

  /** Told at INFO. */
  info(text: string): void {
    this.#write('info', text);
  }

  /** Told at INFO when data is traced. */
  data(text: string): void {
    this.#write('data', text);
  }

  #write(level: TraceLevel, text: string): void {
    this.lines.push({ level, timestamp: this.#clock.now(), text });
  }
}
