/** What an authorizer says of a caller it lets through. */
export interface AuthorizerContext {
  /** The caller's API key, where the API takes keys from its authorizer. */
  readonly usageIdentifierKey: string | undefined;
  /** `requestContext.authorizer`: `principalId`, what the authorizer added and how long it took; or the claims of a token. */
  readonly members: Readonly<Record<string, string | number | Readonly<Record<string, string>>>>;
}
