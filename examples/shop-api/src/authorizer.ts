import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from 'aws-lambda';

interface Session {
  readonly customerId: string;
  readonly mayOrder: boolean;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env['SESSIONS_TABLE'];

/** Lets customers in whose token belongs to a session. Tokens are kept as hashes: who reads the table cannot sign in. */
export const handler = async (event: APIGatewayTokenAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
  const token = event.authorizationToken.replace(/^Bearer /, '');
  const tokenHash = createHash('sha256').update(token).digest('hex');
  const { Item } = await table.send(new GetCommand({ TableName, Key: { tokenHash } }));
  const session = Item as Session | undefined;
  // The word that API Gateway answers with 401; any other error is a 500.
  if (session === undefined || session.expiresAt * 1000 < Date.now()) throw new Error('Unauthorized');

  // The answer is kept for all methods of the stage, so it must speak of all of them.
  const [api, stage] = event.methodArn.split('/');
  return {
    principalId: session.customerId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `${api}/${stage}/GET/orders*` },
        {
          Effect: session.mayOrder ? 'Allow' : 'Deny',
          Action: 'execute-api:Invoke',
          Resource: `${api}/${stage}/POST/orders`,
        },
      ],
    },
    context: { customerId: session.customerId },
  };
};
