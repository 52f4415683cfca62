import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';

/** GET /hello */
export const handler = async (_event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ message: 'Hello from Lambda!', requestId: context.awsRequestId }),
});
