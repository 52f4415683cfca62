/** A CloudWatch Logs event as it is kept. Times are milliseconds since the epoch. */
export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface StoredLogEvent extends LogEvent {
  readonly ingestionTime: number;
  readonly logStreamName: string;
  readonly eventId: string;
}

/**
 * Log events by group, stream and time, kept in the store: functions and the gateway write here, the CloudWatch Logs
 * service reads. `append` creates group and stream when they are not there, as Lambda does, and answers before the events
 * are committed (they are within a second, and at stop).
 */
export interface LogStore {
  append(group: string, stream: string, events: readonly LogEvent[]): void;
  /** Called with each event as it is appended; answers the function that ends the subscription. */
  subscribe(group: string, listener: (stream: string, event: LogEvent) => void): () => void;
  /** Resolves once everything appended so far is committed, and can be read. */
  flush(): Promise<void>;
}
