import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';

const newPost = z.strictObject({ title: z.string().trim().min(1).max(200), content: z.string().max(100_000) });

export interface Post extends z.infer<typeof newPost> {
  readonly postId: string;
  readonly createdAt: string;
}

export class InvalidPost extends Error {}

// Made once per execution environment: warm invocations reuse the connection.
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env['TABLE_NAME'];

/** Throws `InvalidPost` with what is wrong in the first bad field. */
export function parsePost(body: string | null): z.infer<typeof newPost> {
  let value: unknown;
  try {
    value = JSON.parse(body ?? '');
  } catch {
    throw new InvalidPost('The body is not valid JSON');
  }
  const result = newPost.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InvalidPost(`${issue?.path.join('.') || 'body'}: ${issue?.message}`);
}

export async function listPosts(): Promise<Post[]> {
  const posts: Post[] = [];
  for await (const page of paginateScan({ client }, { TableName })) posts.push(...((page.Items ?? []) as Post[]));
  return posts.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

export async function getPost(postId: string): Promise<Post | undefined> {
  return (await client.send(new GetCommand({ TableName, Key: { postId } }))).Item as Post | undefined;
}

export async function createPost(input: z.infer<typeof newPost>): Promise<Post> {
  const post: Post = { postId: randomUUID(), ...input, createdAt: new Date().toISOString() };
  await client.send(new PutCommand({ TableName, Item: post }));
  return post;
}
