import type { InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import type { DynamodbState } from './state.ts';
import type { Table } from './table.ts';

const RESOURCE = /^arn:aws[a-z-]*:dynamodb:[^:]+:\d+:table\/([a-zA-Z0-9_.-]{3,255})(\/stream\/[\w:.-]+)?$/;

export const POLICY_MEMBERS: InputShapes = {
  ResourceArn: { type: 'String', required: true, minLength: 1, maxLength: 1283 },
  ExpectedRevisionId: { type: 'String', minLength: 1, maxLength: 255 },
};

/** The table of the resource, a table or a stream, that an ARN means. @throws ServiceError ResourceNotFoundException */
export async function policyTable(arn: string | undefined, call: CallContext<DynamodbState>): Promise<Table> {
  const [, name = '', stream] = RESOURCE.exec(arn ?? '') ?? [];
  const table = await call.state.tables.find(call, name);
  if (table !== undefined && arn === `${table.arn}${stream ?? ''}`) return table;
  throw new ServiceError('ResourceNotFoundException', `Requested resource not found: ResourcArn: ${arn} not found`);
}

export function policyNotFound(arn: string | undefined): ServiceError {
  return new ServiceError(
    'PolicyNotFoundException',
    `Resource-based policy not found for the provided ResourceArn: ${arn}`,
  );
}
