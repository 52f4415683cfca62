import type { ListEventSourceMappingsCommandInput, ListEventSourceMappingsResponse } from '@aws-sdk/client-lambda';
import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import type { LambdaState } from './state.ts';

/**
 * There are none: samlet takes no event source mapping yet.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
 */
export function listEventSourceMappings(
  _input: ListEventSourceMappingsCommandInput,
  _call: CallContext<LambdaState>,
): ListEventSourceMappingsResponse {
  return { EventSourceMappings: [] };
}

listEventSourceMappings.access = accessToAll('lambda:ListEventSourceMappings');
