import type { ListStreamsCommandInput } from '@aws-sdk/client-dynamodb-streams';
import { accessToAll } from '../../aws/access.ts';
import { checkInput, type InputShapes } from '../../aws/input-shape.ts';
import type { CallContext } from '../../aws/service.ts';
import type { DynamodbStreamsState } from './state.ts';

const MAX_STREAMS = 100;
const TABLE_ARN = /^arn:[^:]+:dynamodb:[^:]*:\d*:table\/([^/]+)/;
const SHAPE: InputShapes = {
  TableName: { type: 'String', minLength: 1, maxLength: 1024 },
  Limit: { type: 'Integer', min: 1, max: MAX_STREAMS },
  ExclusiveStartStreamArn: { type: 'String', minLength: 37, maxLength: 1024 },
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html */
export async function listStreams(
  input: ListStreamsCommandInput,
  call: CallContext<DynamodbStreamsState>,
): Promise<object> {
  checkInput(input, SHAPE);
  const { TableName: given, Limit: limit = MAX_STREAMS, ExclusiveStartStreamArn: after } = input;
  const tables = `arn:aws:dynamodb:${call.region}:${call.account}:table/`;
  const name = given && (TABLE_ARN.exec(given)?.[1] ?? given);
  const streams = await call.state.changeStreams.list({
    prefix: name ? `${tables}${name}/stream/` : tables,
    limit: limit + 1,
    ...(after ? { after } : {}),
  });
  const page = streams.slice(0, limit);
  return {
    Streams: page.map(({ arn, label, tableName }) => ({ StreamArn: arn, StreamLabel: label, TableName: tableName })),
    ...(streams.length > limit ? { LastEvaluatedStreamArn: page.at(-1)?.arn } : {}),
  };
}

listStreams.access = accessToAll('dynamodb:ListStreams');
