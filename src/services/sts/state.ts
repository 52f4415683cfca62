import type { CredentialStore } from '../../aws/credentials.ts';
import type { ServerLog } from '../../telemetry/server-log.ts';
import type { Platform } from '../platform.ts';

export interface StsState {
  readonly credentials: CredentialStore;
  readonly log: ServerLog;
}

export const newState = ({ credentials, log }: Platform): StsState => ({ credentials, log });
