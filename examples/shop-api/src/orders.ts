import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { answer } from './answer.ts';

/** The model `NewOrder` of the template: API Gateway lets no other body through. */
interface NewOrder {
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[];
  readonly note?: string;
}

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const orders = process.env['ORDERS_TABLE'];
const products = process.env['PRODUCTS_TABLE'] ?? '';

export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const customerId = event.requestContext.authorizer?.['customerId'] as string;
  try {
    switch (`${event.httpMethod} ${event.resource}`) {
      case 'POST /orders':
        return await placeOrder(customerId, event);
      case 'GET /orders':
        return answer(200, { orders: await listOrders(customerId) });
      case 'GET /orders/{orderId}': {
        const order = await getOrder(customerId, event.pathParameters?.['orderId'] ?? '');
        return order === undefined ? answer(404, { message: 'Order not found' }) : answer(200, order);
      }
      default:
        return answer(405, { message: 'Method not allowed' });
    }
  } catch (error) {
    console.error(error);
    return answer(500, { message: 'Something went wrong on our side' });
  }
};

/** The key of the request decides the order's id: who sends it again gets the order that is there. */
async function placeOrder(customerId: string, { headers, body }: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const key = Object.entries(headers).find(([name]) => name.toLowerCase() === 'idempotency-key')?.[1] ?? '';
  const orderId = createHash('sha256').update(`${customerId}\n${key}`).digest('base64url').slice(0, 22);
  const order = JSON.parse(body ?? '{}') as NewOrder;

  const prices = await pricesOf(order.lines.map(({ productId }) => productId));
  const unknown = order.lines.find(({ productId }) => !prices.has(productId));
  if (unknown !== undefined) return answer(400, { message: `There is no product ${unknown.productId}` });
  const totalCents = order.lines.reduce((sum, line) => sum + line.quantity * (prices.get(line.productId) ?? 0), 0);

  const Item = { customerId, orderId, ...order, totalCents, placedAt: new Date().toISOString() };
  try {
    const ConditionExpression = 'attribute_not_exists(orderId)';
    await client.send(new PutCommand({ TableName: orders, Item, ConditionExpression }));
    return answer(201, Item);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return answer(200, await getOrder(customerId, orderId));
    throw error;
  }
}

async function pricesOf(productIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const Keys = [...new Set(productIds)].map((productId) => ({ productId }));
  const { Responses } = await client.send(new BatchGetCommand({ RequestItems: { [products]: { Keys } } }));
  return new Map(Responses?.[products]?.map((item) => [item['productId'] as string, item['priceCents'] as number]));
}

async function listOrders(customerId: string): Promise<unknown[]> {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: orders,
      KeyConditionExpression: 'customerId = :customerId',
      ExpressionAttributeValues: { ':customerId': customerId },
    }),
  );
  return Items ?? [];
}

async function getOrder(customerId: string, orderId: string): Promise<unknown> {
  return (await client.send(new GetCommand({ TableName: orders, Key: { customerId, orderId } }))).Item;
}
