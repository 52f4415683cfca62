import type { HttpResponse } from '../../std/http-message.ts';
import { type AnswerContext, errorType, type Protocol, queryCode, type Refusal } from './protocol.ts';
import { jsonForm, jsonText, messageMember, parseJsonBody, readValue, writeMembers, writeValue } from './values.ts';

/** AWS JSON 1.0 and 1.1: a POST of the input as JSON, the operation named by `X-Amz-Target`. */
export const json: Protocol = {
  decode: (request, operation) => readValue(operation.input, parseJsonBody(request.body), jsonForm) as object,

  encode(output, operation, answer) {
    // Operations without output answer an empty body.
    if (operation.output.members.length === 0) return jsonAnswer(200, '', answer);
    return jsonAnswer(200, jsonText(writeValue(operation.output, output, jsonForm)), answer);
  },

  refuse(refusal, answer) {
    const { schemas } = answer;
    const response = jsonAnswer(refusal.status, jsonText(jsonErrorBody(refusal, answer)), answer);
    if (!schemas?.queryCompatible) return response;
    const fault = refusal.status >= 500 ? 'Receiver' : 'Sender';
    return { ...response, headers: { ...response.headers, 'x-amzn-query-error': `${queryCode(refusal)};${fault}` } };
  },
};

export function jsonAnswer(status: number, body: string | Uint8Array, answer: AnswerContext): HttpResponse {
  return {
    status,
    headers: {
      'x-amzn-RequestId': answer.requestId,
      'Content-Type': answer.protocol === 'awsJson1_0' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1',
    },
    body,
  };
}

function jsonErrorBody(refusal: Refusal, answer: AnswerContext): Record<string, unknown> {
  const { shape } = refusal;
  const framework =
    shape === undefined && (refusal.code === 'SerializationException' || refusal.code === 'AccessDeniedException');
  return {
    __type: errorType(refusal, answer),
    ...(refusal.message !== '' && { [framework ? 'Message' : messageMember(shape)]: refusal.message }),
    ...(shape === undefined ? refusal.members : writeMembers(shape, shape.members, refusal.members, jsonForm)),
  };
}
