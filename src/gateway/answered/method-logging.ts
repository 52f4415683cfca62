import type { MethodSetting } from '@aws-sdk/client-api-gateway';

/** How the execution log of a method is written. */
export interface MethodLogging {
  readonly level: 'ERROR' | 'INFO';
  /** Requests and responses are logged whole. */
  readonly dataTrace: boolean;
}

/** `undefined` where a method has no execution log, and pays nothing for it. */
export function methodLogging(setting: MethodSetting | undefined): MethodLogging | undefined {
  const level = setting?.loggingLevel;
  if (level !== 'ERROR' && level !== 'INFO') return undefined;
  return { level, dataTrace: setting?.dataTraceEnabled === true };
}
