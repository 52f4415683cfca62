import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { answer } from './answer.ts';

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env['PRODUCTS_TABLE'];

/** `PUT /products/{productId}`. API Gateway has checked who calls and what the body is. */
export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const product = { ...JSON.parse(event.body ?? '{}'), productId: event.pathParameters?.['productId'] };
  await table.send(new PutCommand({ TableName, Item: product }));
  return answer(200, product);
};
