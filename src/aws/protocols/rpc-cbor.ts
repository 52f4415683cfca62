import { cbor } from '@smithy/core/cbor';
import type { HttpResponse } from '../../std/http-message.ts';
import { ServiceError } from '../service-error.ts';
import { CborDouble, CborTag, cborBytes } from './cbor-bytes.ts';
import { type AnswerContext, errorType, type Protocol, queryCode } from './protocol.ts';
import { parseTimestamp } from './timestamps.ts';
import { messageMember, readValue, type ValueForm, writeMembers, writeValue } from './values.ts';

const cborForm: ValueForm = {
  jsonNames: false,
  readBlob: (value) => (value instanceof Uint8Array ? value : undefined),
  writeBlob: (value) => value,
  readTimestamp: (value) => {
    if (value instanceof Date) return value;
    return parseTimestamp(typeof value === 'object' && value !== null && 'value' in value ? value.value : value);
  },
  writeTimestamp: (value) => new CborTag(1, value.getTime() / 1000),
  numbersAsText: false,
  writeDouble: (value) => new CborDouble(value),
};

/** Smithy RPC v2 CBOR: `POST /service/<name>/operation/<operation>`. CloudWatch speaks it beside JSON and query. */
export const rpcCbor: Protocol = {
  decode(request, operation) {
    if (request.body.length === 0) return {};
    let tree: unknown;
    try {
      tree = cbor.deserialize(request.body);
    } catch {
      throw new ServiceError('SerializationException', '');
    }
    return readValue(operation.input, tree, cborForm) as object;
  },

  encode: (output, operation, answer) =>
    operation.output.members.length === 0
      ? { status: 200, headers: baseHeaders(answer), body: '' }
      : cborAnswer(200, writeValue(operation.output, output, cborForm), answer),

  refuse(refusal, answer) {
    const { shape } = refusal;
    const response = cborAnswer(
      refusal.status,
      {
        __type: errorType(refusal, answer),
        ...(refusal.message !== '' && { [messageMember(shape)]: refusal.message }),
        ...(shape === undefined ? refusal.members : writeMembers(shape, shape.members, refusal.members, cborForm)),
      },
      answer,
    );
    if (!answer.schemas?.queryCompatible) return response;
    const code = `${queryCode(refusal)};${refusal.status >= 500 ? 'Receiver' : 'Sender'}`;
    return { ...response, headers: { ...response.headers, 'x-amzn-query-error': code } };
  },
};

const baseHeaders = (answer: AnswerContext) => ({
  'x-amzn-RequestId': answer.requestId,
  'smithy-protocol': 'rpc-v2-cbor',
});

function cborAnswer(status: number, tree: unknown, answer: AnswerContext): HttpResponse {
  return {
    status,
    headers: { ...baseHeaders(answer), 'Content-Type': 'application/cbor' },
    body: cborBytes(tree),
  };
}
