/**
 * API Gateway's own refusals by gateway response type: default status, message and `x-amzn-ErrorType`. `spaced` marks the
 * answers that AWS writes as `{"message": "..."}`, with a space: those of the part that runs methods, not of its front.
 * Of a broken authorizer AWS tells nothing: `{"message":null}`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const RESPONSE_TYPES = {
  ACCESS_DENIED: [403, 'User is not authorized to access this resource', 'AccessDeniedException', false],
  API_CONFIGURATION_ERROR: [500, 'Internal server error', 'InternalServerErrorException', true],
  AUTHORIZER_CONFIGURATION_ERROR: [500, null, 'AuthorizerConfigurationException', false],
  AUTHORIZER_FAILURE: [500, null, 'AuthorizerFailureException', false],
  BAD_REQUEST_BODY: [400, 'Invalid request body', 'BadRequestException', true],
  BAD_REQUEST_PARAMETERS: [400, 'Missing required request parameters', 'BadRequestException', true],
  DEFAULT_4XX: [400, 'Bad Request', 'BadRequestException', false],
  DEFAULT_5XX: [500, 'Internal server error', 'InternalServerErrorException', true],
  EXPIRED_TOKEN: [403, 'The security token included in the request is expired', 'ExpiredTokenException', false],
  INTEGRATION_FAILURE: [504, 'Network error communicating with endpoint', 'InternalServerErrorException', true],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out', 'InternalServerErrorException', true],
  INVALID_API_KEY: [403, 'Forbidden', 'ForbiddenException', false],
  INVALID_SIGNATURE: [
    403,
    'The request signature we calculated does not match the signature you provided.',
    'InvalidSignatureException',
    false,
  ],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token', 'MissingAuthenticationTokenException', false],
  QUOTA_EXCEEDED: [429, 'Limit Exceeded', 'LimitExceededException', false],
  REQUEST_TOO_LARGE: [413, 'Request Too Long', 'RequestTooLargeException', false],
  RESOURCE_NOT_FOUND: [404, 'Not Found', 'NotFoundException', false],
  THROTTLED: [429, 'Too Many Requests', 'TooManyRequestsException', false],
  UNAUTHORIZED: [401, 'Unauthorized', 'UnauthorizedException', false],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported Media Type', 'BadRequestException', true],
  WAF_FILTERED: [403, 'Forbidden', 'ForbiddenException', false],
} as const satisfies Record<string, readonly [number, string | null, string, boolean]>;

export type GatewayResponseType = keyof typeof RESPONSE_TYPES;

export const gatewayResponseTypes = Object.keys(RESPONSE_TYPES) as readonly GatewayResponseType[];

/** A refusal of API Gateway itself. Status and body are defaults: a gateway response of the API may override both. */
export class GatewayError extends Error {
  readonly responseType: GatewayResponseType;
  readonly status: number;
  readonly errorType: string;
  readonly spaced: boolean;
  /** Why, in words for whoever runs the API: for logs, never for clients. */
  readonly reason: string | undefined;
  /** What a validator found, in its words: made only when a gateway response tells it. */
  readonly explain: (() => string) | undefined;
  /** The line of API Gateway's execution log, where the response type alone does not tell it. */
  readonly logLine: string | undefined;
  /** AWS names the member `Message` where the policy engine wrote the refusal. */
  readonly member: 'message' | 'Message';

  constructor(
    responseType: GatewayResponseType,
    options: {
      readonly message?: string;
      readonly status?: number;
      readonly errorType?: string;
      readonly reason?: string;
      readonly cause?: unknown;
      readonly explain?: () => string;
      readonly logLine?: string;
    } = {},
  ) {
    const [status, message, errorType, spaced] = RESPONSE_TYPES[responseType];
    // A refusal is an answer: nobody asks where it was made, and to find out is most of its cost.
    const frames = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(options.message ?? message ?? '', { cause: options.cause });
    Error.stackTraceLimit = frames;
    this.name = 'GatewayError';
    this.responseType = responseType;
    this.status = options.status ?? status;
    this.errorType = options.errorType ?? errorType;
    this.spaced = spaced;
    this.reason = options.reason;
    this.explain = options.explain;
    this.logLine = options.logLine;
    this.member = responseType === 'ACCESS_DENIED' ? 'Message' : 'message';
  }

  /** The body AWS sends when the API has no gateway response of its own for this type. */
  get defaultBody(): string {
    return `{"${this.member}":${this.spaced ? ' ' : ''}${this.message === '' ? 'null' : JSON.stringify(this.message)}}`;
  }
}

/** The status a gateway response of this type has by default; `undefined` for `DEFAULT_4XX` and `DEFAULT_5XX`, which keep the cause's. */
export function defaultStatus(type: GatewayResponseType): number | undefined {
  return type === 'DEFAULT_4XX' || type === 'DEFAULT_5XX' ? undefined : RESPONSE_TYPES[type][0];
}

/** What is no refusal of ours becomes a 500 that tells the client nothing; the original stays in `cause` for the log. */
export function toGatewayError(error: unknown): GatewayError {
  return error instanceof GatewayError ? error : new GatewayError('API_CONFIGURATION_ERROR', { cause: error });
}
