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

/** The code of a refusal in the query protocol, and in the header of those that are compatible with it. */
export function queryCode({ code, shape }: Refusal): string {
  return shape?.error?.queryCode ?? (code === 'ValidationException' ? 'ValidationError' : code);
}

const FRAMEWORK_ERRORS = new Set([
  'AccessDeniedException',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InternalFailure',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SerializationException',
  'UnknownOperationException',
  'UnrecognizedClientException',
]);

/** DynamoDB and CloudWatch name the namespace of an error, the other services do not. */
const NAMESPACES: Readonly<Record<string, string>> = {
  dynamodb: 'com.amazonaws.dynamodb.v20120810',
  monitoring: 'com.amazonaws.cloudwatch.v2010_08_01',
};

/** What stands in `__type`. */
export function errorType({ code }: Refusal, { signingName }: AnswerContext): string {
  const namespace = NAMESPACES[signingName];
  if (namespace === undefined) return code;
  if (code === 'ValidationException') return 'com.amazon.coral.validate#ValidationException';
  return `${FRAMEWORK_ERRORS.has(code) ? 'com.amazon.coral.service' : namespace}#${code}`;
}
