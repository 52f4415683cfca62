import type { RateLimit } from './token-buckets.ts';

/** What an account may ask of API Gateway in a region. */
export const ACCOUNT_LIMIT: RateLimit = { rateLimit: 10_000, burstLimit: 5_000 };
