import type { GetAccountSettingsCommandInput, GetAccountSettingsResponse } from '@aws-sdk/client-lambda';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import { ACCOUNT_CONCURRENCY, reservedInAccount } from './account-limits.ts';
import { MAX_UNZIPPED_BYTES, MAX_ZIPPED_BYTES } from './code/unpack-zip.ts';
import type { LambdaState } from './state.ts';

const TOTAL_CODE_BYTES = 80_530_636_800;

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export async function getAccountSettings(
  _input: GetAccountSettingsCommandInput,
  call: CallContext<LambdaState>,
): Promise<GetAccountSettingsResponse> {
  const functions = await call.state.functions.list(call);
  const layers = await call.state.layers.list(call);
  const codeBytes = functions
    .flatMap((record) => [record.latest, ...record.published])
    .reduce((sum, version) => sum + version.code.sizeBytes, 0);
  const layerBytes = layers
    .flatMap((layer) => layer.versions)
    .reduce((sum, version) => sum + version.content.sizeBytes, 0);
  return {
    AccountLimit: {
      TotalCodeSize: TOTAL_CODE_BYTES,
      CodeSizeUnzipped: MAX_UNZIPPED_BYTES,
      CodeSizeZipped: MAX_ZIPPED_BYTES,
      ConcurrentExecutions: ACCOUNT_CONCURRENCY,
      UnreservedConcurrentExecutions: ACCOUNT_CONCURRENCY - reservedInAccount(functions),
    },
    AccountUsage: { TotalCodeSize: codeBytes + layerBytes, FunctionCount: functions.length },
  };
}

getAccountSettings.access = accessToAll('lambda:GetAccountSettings');
