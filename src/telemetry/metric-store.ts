/** A dimension's name and value, in any order: CloudWatch sorts them. */
export type MetricDimensions = Readonly<Record<string, string>>;

/** CloudWatch's units, spelled as on the wire: `Count`, `Milliseconds`, `Bytes`, `None`, ... */
export type MetricUnit = string;

/** What a time series of CloudWatch is known by. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: MetricDimensions;
}

/** Several values of one metric and one moment, or only what is known of their sum. */
export interface MetricDatum extends MetricName {
  readonly unit: MetricUnit;
  readonly atMs: number;
  /** 1 keeps each second apart; 60, a minute, when it is not said. */
  readonly resolutionSeconds?: 1 | 60;
  readonly values?: readonly { readonly value: number; readonly count: number }[];
  /** Values known by their statistics alone: they have no percentiles unless they are all the same. */
  readonly statistics?: {
    readonly count: number;
    readonly sum: number;
    readonly min: number;
    readonly max: number;
  };
}

/** Where a hot path records one metric: kept by who records, so that nothing is looked up per value. */
export interface MetricRecorder {
  /** `atMs` is milliseconds since the epoch, and may go back. */
  add(value: number, atMs: number): void;
}

/**
 * Metrics as CloudWatch keeps them: values become one distribution per minute (or second) in memory, and are committed
 * within a second and at stop. Whoever has numbers records here; the CloudWatch service reads with `readMetric`.
 */
export interface MetricStore {
  /** For hot paths: make the recorder once, then `add`. Costs nothing until the first value. */
  recorder(namespace: string, name: string, dimensions: MetricDimensions, unit: MetricUnit): MetricRecorder;
  /** One value, for paths where building the name anew does not matter. */
  record(
    namespace: string,
    name: string,
    dimensions: MetricDimensions,
    value: number,
    unit: MetricUnit,
    atMs: number,
  ): void;
  put(datum: MetricDatum): void;
  /** `handOver` records what somebody has tallied: called before each flush, so that who reads misses nothing. */
  beforeFlush(handOver: () => void): void;
  /** Resolves once everything recorded so far is committed, and can be read. */
  flush(): Promise<void>;
}
