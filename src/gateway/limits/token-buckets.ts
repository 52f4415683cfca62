export interface RateLimit {
  /** Requests a second, in the long run. */
  readonly rateLimit: number;
  /** The most requests at once. */
  readonly burstLimit: number;
}

/** Token buckets by name: full at first, refilled by the clock. */
export interface TokenBuckets {
  /** Takes a token from the bucket; answers whether there was one. */
  take(name: string, limit: RateLimit, nowMs: number): boolean;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Names come from plans, keys and methods: there are only so many of them, but deleted ones must go some day. */
const MAX_BUCKETS = 100_000;

export function tokenBuckets(): TokenBuckets {
  const buckets = new Map<string, Bucket>();
  return {
    take(name, { rateLimit, burstLimit }, nowMs) {
      let bucket = buckets.get(name);
      if (bucket === undefined) {
        if (buckets.size >= MAX_BUCKETS) buckets.clear();
        bucket = { tokens: burstLimit, filledAt: nowMs };
        buckets.set(name, bucket);
      } else if (nowMs > bucket.filledAt) {
        bucket.tokens += ((nowMs - bucket.filledAt) * rateLimit) / 1000;
        bucket.filledAt = nowMs;
      }
      if (bucket.tokens > burstLimit) bucket.tokens = burstLimit;
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
  };
}
