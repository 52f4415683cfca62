import { accessToAll } from '../../aws/access.ts';
import type { CallContext } from '../../aws/service.ts';
import type { DynamodbState } from './state.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html */
export function describeEndpoints(_input: object, call: CallContext<DynamodbState>): object {
  return { Endpoints: [{ Address: new URL(call.state.endpointUrl()).host, CachePeriodInMinutes: 1440 }] };
}

describeEndpoints.access = accessToAll('dynamodb:DescribeEndpoints');
