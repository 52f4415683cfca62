import type { SamContext, SamResource } from './sam-context.ts';
import { addResource, tagList } from './sam-context.ts';
import { InvalidSamResource } from './sam-error.ts';
import { mapAt, pick } from './tree.ts';

const TYPES: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };

/** `AWS::Serverless::SimpleTable`: a table with one key, `id` of type string unless said otherwise. */
export function expandSimpleTable(context: SamContext, table: SamResource): void {
  const { properties } = table;
  const key = mapAt(properties, 'PrimaryKey');
  const name = properties['PrimaryKey'] === undefined ? 'id' : key['Name'];
  const type = TYPES[String(properties['PrimaryKey'] === undefined ? 'String' : key['Type'])];
  if (name === undefined || type === undefined) {
    const problem =
      name === undefined
        ? "'PrimaryKey' is missing required Property 'Name'."
        : `Invalid 'Type' "${String(key['Type'])}".`;
    throw new InvalidSamResource(problem, ['PrimaryKey']);
  }
  addResource(
    context,
    table,
    table.id,
    'AWS::DynamoDB::Table',
    {
      AttributeDefinitions: [{ AttributeName: name, AttributeType: type }],
      KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
      BillingMode: properties['ProvisionedThroughput'] ? undefined : 'PAY_PER_REQUEST',
      ...pick(properties, [
        'PointInTimeRecoverySpecification',
        'ProvisionedThroughput',
        'SSESpecification',
        'TableName',
      ]),
      Tags: tagList(properties['Tags']),
    },
    { ...table.ownAttributes, ...table.attributes },
  );
}
