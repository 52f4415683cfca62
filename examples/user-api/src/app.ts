import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { answer, noContent } from './answer.ts';
import { InvalidInput, parseListQuery, parseNewUser, parseUserChange } from './input.ts';
import { createUser, deleteUser, getUser, listUsers, updateUser } from './users.ts';

type Route = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

const notFound = () => answer(404, { message: 'User not found' });
const userId = (event: APIGatewayProxyEvent) => event.pathParameters?.['id'] ?? '';

/** By method and resource, as the template declares them. */
const routes: Readonly<Record<string, Route>> = {
  'GET /users': async (event) => answer(200, await listUsers(parseListQuery(event.queryStringParameters))),

  'POST /users': async (event) => {
    const user = await createUser(parseNewUser(event.body));
    return answer(201, user, { Location: `/users/${user.userId}` });
  },

  'GET /users/{id}': async (event) => {
    const user = await getUser(userId(event));
    return user === undefined ? notFound() : answer(200, user);
  },

  'PUT /users/{id}': async (event) => {
    const user = await updateUser(userId(event), parseUserChange(event.body));
    return user === undefined ? notFound() : answer(200, user);
  },

  'DELETE /users/{id}': async (event) => ((await deleteUser(userId(event))) ? noContent() : notFound()),
};

export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  const route = routes[`${event.httpMethod} ${event.resource}`];
  if (route === undefined) return answer(405, { message: 'Method not allowed' });
  try {
    return await route(event);
  } catch (error) {
    if (error instanceof InvalidInput) return answer(400, { message: error.message, errors: error.errors });
    console.error(error);
    return answer(500, { message: 'Something went wrong on our side' });
  }
};
