import type { Integration, IntegrationResponse, Method } from '@aws-sdk/client-api-gateway';
import { ownMember } from '../../gateway/own-member.ts';
import { badRequest } from './errors.ts';

const CONSTANT = /^'.*'$/s;
const EVERYWHERE = /^(?:stageVariables|context)\.\S+$/;
const REQUEST_SOURCE =
  /^method\.request\.(?:(?:path|querystring|header|multivaluequerystring|multivalueheader)\.\S+|body(?:[.[].*)?)$/s;
const REQUEST_TARGET = /^integration\.request\.(?:path|querystring|header)\.\S+$/;
const RESPONSE_SOURCE = /^integration\.response\.(?:(?:header|multivalueheader)\.\S+|body(?:[.[].*)?)$/s;
const RESPONSE_TARGET = /^method\.response\.header\.\S+$/;

/** Refuses mappings of an integration request that name what the method has not. */
export function checkRequestMapping({ requestParameters, requestTemplates }: Integration, method: Method): void {
  const errors: string[] = [];
  for (const [target, source] of Object.entries(requestParameters ?? {})) {
    if (!REQUEST_TARGET.test(target)) errors.push(`Invalid mapping expression specified: ${target}`);
    else if (!isSource(source, REQUEST_SOURCE)) errors.push(`Invalid mapping expression specified: ${source}`);
    else {
      const declared = source
        .replace('.multivaluequerystring.', '.querystring.')
        .replace('.multivalueheader.', '.header.');
      const named = /^method\.request\.(?:path|querystring|header)\./.test(declared);
      const known = [declared, source].some((name) => ownMember(method.requestParameters, name) !== undefined);
      if (named && !known) {
        errors.push(`Invalid mapping expression parameter specified: ${source}`);
      }
    }
  }
  refuse(errors);
  checkContentTypes(requestTemplates);
}

/** Refuses mappings of an integration response that name what the method response has not. */
export function checkResponseMapping(
  { responseParameters, responseTemplates, statusCode }: IntegrationResponse,
  method: Method,
): void {
  const errors: string[] = [];
  const declared = ownMember(method.methodResponses, statusCode);
  for (const [target, source] of Object.entries(responseParameters ?? {})) {
    if (declared === undefined) {
      errors.push('No method response exists for method.');
      break;
    }
    if (!RESPONSE_TARGET.test(target)) errors.push(`Invalid mapping expression specified: ${target}`);
    else if (!isSource(source, RESPONSE_SOURCE) && !REQUEST_SOURCE.test(source))
      errors.push(`Invalid mapping expression specified: ${source}`);
    else if (ownMember(declared.responseParameters, target) === undefined) {
      errors.push(`Invalid mapping expression parameter specified: ${target}`);
    }
  }
  refuse(errors);
  checkContentTypes(responseTemplates);
}

function isSource(source: string, own: RegExp): boolean {
  return CONSTANT.test(source) || EVERYWHERE.test(source) || own.test(source);
}

function refuse(errors: readonly string[]): void {
  if (errors.length === 0) return;
  throw badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${errors.join(', ')}]`,
  );
}

function checkContentTypes(templates: Readonly<Record<string, string>> | undefined): void {
  const wrong = Object.keys(templates ?? {}).filter((type) => type !== '$default' && !/^[^/\s]+\/[^/\s]+/.test(type));
  if (wrong.length === 0) return;
  const errors = wrong.map((type) => `Invalid content type specified: ${type}`);
  throw badRequest(`Validation Result: warnings : [], errors : [${errors.join(', ')}]`);
}
