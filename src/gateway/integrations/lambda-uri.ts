import { ownMember } from '../own-member.ts';

/**
 * The function's ARN (or name) in a Lambda integration's URI:
 * `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<function>/invocations`. `undefined` for another URI.
 */
export function functionOfUri(uri: string): string | undefined {
  return /^arn:[^:]+:apigateway:[^:]*:lambda:path\/\/?[^/]+\/functions\/(.+)\/(?:response-streaming-)?invocations\/?$/.exec(
    uri,
  )?.[1];
}

/** The function's bare name, for people: `arn:aws:lambda:us-east-1:000000000000:function:hello:live` is `hello`. */
export function functionName(functionArn: string): string {
  return /:function:([^:]+)/.exec(functionArn)?.[1] ?? functionArn;
}

/** Replaces `${stageVariables.name}`; a variable the stage does not have leaves nothing, as on AWS. */
export function expandStageVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{stageVariables\.([A-Za-z0-9_-]+)\}/g, (_, name: string) => ownMember(variables, name) ?? '');
}
