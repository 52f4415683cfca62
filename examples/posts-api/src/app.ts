import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { createPost, getPost, InvalidPost, listPosts, parsePost } from './posts.ts';

const answer = (statusCode: number, body: unknown): APIGatewayProxyResult => ({
  statusCode,
  headers: {
    'Content-Type': 'application/json',
    'Access-Control-Allow-Origin': process.env['ALLOWED_ORIGIN'] ?? '',
    Vary: 'Origin',
  },
  body: JSON.stringify(body),
});

export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  try {
    switch (`${event.httpMethod} ${event.resource}`) {
      case 'GET /posts':
        return answer(200, { posts: await listPosts() });
      case 'GET /posts/{postId}': {
        const post = await getPost(event.pathParameters?.['postId'] ?? '');
        return post === undefined ? answer(404, { message: 'Post not found' }) : answer(200, post);
      }
      case 'POST /posts':
        return answer(201, await createPost(parsePost(event.body)));
      default:
        return answer(405, { message: 'Method not allowed' });
    }
  } catch (error) {
    if (error instanceof InvalidPost) return answer(400, { message: error.message });
    console.error(error);
    return answer(500, { message: 'Something went wrong on our side' });
  }
};
