import type { APIGatewayProxyResult } from 'aws-lambda';

const cors = {
  'Access-Control-Allow-Origin': process.env['ALLOWED_ORIGIN'] ?? '',
  Vary: 'Origin',
};

/** A JSON answer that the allowed web origin may read. */
export const answer = (
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyResult => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', ...cors, ...headers },
  body: JSON.stringify(body),
});

export const noContent = (): APIGatewayProxyResult => ({ statusCode: 204, headers: cors, body: '' });
