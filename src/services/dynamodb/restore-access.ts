import { type Access, type AccessCheck, accessByInput } from '../../aws/access.ts';
import type { DynamodbState } from './state.ts';
import { arnTarget, tableTargets } from './table-access.ts';

/** What a restore does to the new table in the caller's name. */
const ON_TARGET = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem'].map(
  (name) => `dynamodb:${name}`,
);

/**
 * Of the source, a backup or a table, and of the new table.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/backuprestore_IAM.html
 */
export const restoreAccess = <Input extends { readonly TargetTableName?: string | undefined }>(
  action: string,
  sourceOf: (input: Input) => unknown,
): Access<DynamodbState, Input> =>
  accessByInput([action, ...ON_TARGET], async (input, call): Promise<readonly AccessCheck[]> => {
    const source = sourceOf(input);
    const isArn = typeof source === 'string' && source.startsWith('arn:');
    const found = await (isArn ? arnTarget(source, call) : tableTargets(source, call));
    const sources = 'resource' in found ? [found] : found;
    const targets = await tableTargets(input.TargetTableName, call);
    return [
      ...[...sources, ...targets].map((target) => ({ ...target, action })),
      ...ON_TARGET.flatMap((one) => targets.map((target) => ({ ...target, action: one }))),
    ];
  });
