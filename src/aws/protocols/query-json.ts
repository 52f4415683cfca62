import type { HttpResponse } from '../../std/http-message.ts';
import type { Shape } from '../shape.ts';
import { type AnswerContext, type Protocol, queryCode } from './protocol.ts';
import { query } from './query.ts';
import { jsonForm, jsonText, writeMembers, writeValue } from './values.ts';

/** AWS Query answered in JSON, as services do it for `Accept: application/json`: what API Gateway sends them. */
export const queryJson: Protocol = {
  decode: query.decode,

  encode(output, operation, answer) {
    const { name } = operation;
    const hasResult = operation.output.members.length > 0;
    const result = hasResult ? withNulls(writeValue(operation.output, output, jsonForm), operation.output) : undefined;
    return jsonAnswer(200, answer, {
      [`${name}Response`]: {
        ...(hasResult && { [`${name}Result`]: result }),
        ResponseMetadata: { RequestId: answer.requestId },
      },
    });
  },

  refuse(refusal, answer) {
    const { shape } = refusal;
    const members =
      shape === undefined ? {} : writeMembers(shape, shape.members.filter(isNoMessage), refusal.members, jsonForm);
    return jsonAnswer(refusal.status, answer, {
      Error: {
        Code: queryCode(refusal),
        Message: refusal.message,
        Type: refusal.status >= 500 ? 'Receiver' : 'Sender',
        ...members,
      },
      RequestId: answer.requestId,
    });
  },
};

const isNoMessage = ({ name }: { readonly name: string }) => name.toLowerCase() !== 'message';

/** Members without a value are null in this form, at every depth, not left out. */
function withNulls(value: unknown, shape: Shape): unknown {
  if (value === undefined || value === null) return null;
  if (shape.kind === 'structure') {
    const given = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(shape.members.map(({ name, shape: member }) => [name, withNulls(given[name], member)]));
  }
  if (shape.kind === 'list') return (value as unknown[]).map((one) => withNulls(one, shape.member.shape));
  if (shape.kind !== 'map') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withNulls(one, shape.value.shape)]));
}

function jsonAnswer(status: number, answer: AnswerContext, body: object): HttpResponse {
  const headers = { 'x-amzn-RequestId': answer.requestId, 'Content-Type': 'application/json' };
  return { status, headers, body: jsonText(body) };
}
