import type { HttpRequest, HttpResponse } from '../../std/http-message.ts';
import type { OperationShape, ProtocolName, ServiceSchemas, StructureShape } from '../shape.ts';

/** What an encoder needs to know of the request it answers. */
export interface AnswerContext {
  readonly requestId: string;
  readonly protocol: ProtocolName;
  /** The name in the credential scope. */
  readonly signingName: string;
  /** Not there when the service is unknown, or the refusal came before the service's schemas were needed. */
  readonly schemas: ServiceSchemas | undefined;
}

export interface Refusal {
  /** The error's shape name; the query protocol sends the code that the shape declares instead. */
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;
  readonly shape: StructureShape | undefined;
}

/** How inputs, outputs and errors of an operation stand in HTTP. */
export interface Protocol {
  /** Throws `ServiceError` `SerializationException` (`MalformedInput` in the query protocol) for what cannot be read. */
  decode(request: HttpRequest, operation: OperationShape, labels: Readonly<Record<string, string>>): object;
  encode(output: object, operation: OperationShape, answer: AnswerContext): HttpResponse;
  refuse(refusal: Refusal, answer: AnswerContext): HttpResponse;
}
