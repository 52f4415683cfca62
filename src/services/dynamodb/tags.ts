import type { Tag } from '@aws-sdk/client-dynamodb';
import type { CallContext } from '../../aws/service.ts';
import { ServiceError } from '../../aws/service-error.ts';
import { validation } from './errors.ts';
import type { DynamodbState } from './state.ts';
import type { Table } from './table.ts';

const TABLE_ARN = /^arn:aws[a-z-]*:dynamodb:[^:]+:\d+:table\/([a-zA-Z0-9_.-]{3,255})$/;

export function tagsByKey(tags: readonly Tag[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

/** The tags of a request that was not checked yet, for IAM. */
export function givenTags(tags: unknown): Readonly<Record<string, unknown>> {
  const list: readonly unknown[] = Array.isArray(tags) ? tags : [];
  const isTag = (one: unknown): one is Tag => typeof one === 'object' && one !== null;
  return tagsByKey(list.filter(isTag));
}

/** The table that the ARN of a tagging request means. `check` looks at the rest of the request before the table is. */
export async function taggedTable(
  arn: string | undefined,
  call: CallContext<DynamodbState>,
  check: () => void = () => {},
): Promise<Table> {
  if (arn === undefined || arn === null) throw validation('Invalid TableArn');
  const name = TABLE_ARN.exec(arn)?.[1];
  if (name === undefined) throw validation(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  check();
  const table = await call.state.tables.find(call, name);
  if (table === undefined || table.arn !== arn) {
    throw new ServiceError('ResourceNotFoundException', `Requested resource not found: ResourcArn: ${arn} not found`);
  }
  return table;
}
