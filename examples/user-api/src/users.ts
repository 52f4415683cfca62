import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { ListQuery, NewUser, UserChange } from './input.ts';

export interface User extends NewUser {
  readonly userId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

// Made once per execution environment: warm invocations reuse the connection.
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } });
const TableName = process.env['TABLE_NAME'];

export async function listUsers({ limit, cursor }: ListQuery): Promise<{ users: User[]; nextCursor?: string }> {
  const page = await table.send(
    new ScanCommand({ TableName, Limit: limit, ...(cursor && { ExclusiveStartKey: { userId: cursor } }) }),
  );
  const users = (page.Items ?? []) as User[];
  const last = page.LastEvaluatedKey?.['userId'] as string | undefined;
  return last === undefined ? { users } : { users, nextCursor: Buffer.from(last).toString('base64url') };
}

export async function createUser(input: NewUser): Promise<User> {
  const now = new Date().toISOString();
  const user: User = { userId: randomUUID(), ...input, createdAt: now, updatedAt: now };
  await table.send(new PutCommand({ TableName, Item: user, ConditionExpression: 'attribute_not_exists(userId)' }));
  return user;
}

export async function getUser(userId: string): Promise<User | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: { userId } }));
  return Item as User | undefined;
}

/** Writes only the fields that were sent; answers the whole user, or `undefined` when there is none. */
export async function updateUser(userId: string, change: UserChange): Promise<User | undefined> {
  const fields = Object.entries({ ...change, updatedAt: new Date().toISOString() });
  const update = new UpdateCommand({
    TableName,
    Key: { userId },
    UpdateExpression: `SET ${fields.map((_, index) => `#f${index} = :v${index}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(fields.map(([field], index) => [`#f${index}`, field])),
    ExpressionAttributeValues: Object.fromEntries(fields.map(([, value], index) => [`:v${index}`, value])),
    ConditionExpression: 'attribute_exists(userId)',
    ReturnValues: 'ALL_NEW',
  });
  try {
    return (await table.send(update)).Attributes as User;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** Whether there was a user to delete. */
export async function deleteUser(userId: string): Promise<boolean> {
  const { Attributes } = await table.send(new DeleteCommand({ TableName, Key: { userId }, ReturnValues: 'ALL_OLD' }));
  return Attributes !== undefined;
}
