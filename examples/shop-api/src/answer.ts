import type { APIGatewayProxyResult } from 'aws-lambda';

/** A JSON answer that the allowed web origin may read. */
export const answer = (statusCode: number, body: unknown): APIGatewayProxyResult => ({
  statusCode,
  headers: {
    'Content-Type': 'application/json',
    'Access-Control-Allow-Origin': process.env['ALLOWED_ORIGIN'] ?? '',
    Vary: 'Origin',
  },
  body: JSON.stringify(body),
});
