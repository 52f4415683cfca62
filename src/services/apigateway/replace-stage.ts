import type { AccessLogSettings, CreateStageCommandInput } from '@aws-sdk/client-api-gateway';
import { checkClusterSize } from './check-stage.ts';
import { newStage } from './create-stage.ts';
import type { StageRecord } from './rest-api-record.ts';
import { checkAccessLog, checkLoggingLevels, sayMissingRole } from './stage-logging.ts';
import { type Call, serveStage } from './state.ts';

export interface StageExtras {
  readonly methodSettings: StageRecord['methodSettings'];
  readonly accessLogSettings?: AccessLogSettings;
  readonly clientCertificateId?: string;
}

/** Writes all attributes of an existing stage at once, so that no request finds it missing in between. */
export async function replaceStage(input: CreateStageCommandInput, extras: StageExtras, call: Call): Promise<void> {
  checkClusterSize(input.cacheClusterSize, 'cacheClusterSize');
  if (extras.accessLogSettings !== undefined) checkAccessLog(extras.accessLogSettings);
  checkLoggingLevels(extras.methodSettings);
  const fresh = newStage(input, call);
  const stage = await call.state.stages.update(`${fresh.apiId}/${fresh.stageName}`, (before) => {
    const value: StageRecord = { ...fresh, ...extras, createdAt: before?.createdAt ?? fresh.createdAt };
    return { value, result: value };
  });
  await sayMissingRole(stage, call);
  await serveStage(call.state, stage);
}
