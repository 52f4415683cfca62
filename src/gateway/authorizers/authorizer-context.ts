/** What an authorizer says of a caller it lets through. */
export interface AuthorizerContext {
  readonly principalId: string;
  /** The caller's API key, where the API takes keys from its authorizer. */
  readonly usageIdentifierKey: string | undefined;
  /** `requestContext.authorizer`. */
  readonly members: Readonly<Record<string, unknown>>;
}
