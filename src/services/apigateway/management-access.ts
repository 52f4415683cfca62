import { type Access, type AccessCheck, accessByInput, requestTags, resourceTags } from '../../aws/access.ts';
import type { RequestContext } from '../../policy/request-context.ts';
import { requestKeys } from './request-keys.ts';
import type { ApigatewayState, Call } from './state.ts';
import { readTags } from './tagged.ts';

type Verb = 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT';
type Members = Readonly<Record<string, unknown>>;

/** What an operation needs besides its verb on its path. */
export type MoreChecks<Input> = (input: Input, call: Call) => readonly AccessCheck[];

export interface MoreAccess<Input> {
  readonly actions: readonly string[];
  readonly checks: MoreChecks<Input>;
}

const TAGGED =
  /^\/(?:restapis\/[^/]+\/stages\/[^/]+|(?:restapis|apikeys|usageplans|domainnames|vpclinks|clientcertificates)\/[^/]+)/;

/**
 * The access of an operation by its HTTP binding: IAM knows API Gateway's management by verb and path, `apigateway:PATCH` on
 * `arn:aws:apigateway:us-east-1::/restapis/a1b2c3/stages/prod`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */
export function managementAccess<Input extends object>(
  binding: `${Verb} /${string}`,
  more?: MoreAccess<Input>,
): Access<ApigatewayState, Input> {
  const [verb = '', path = ''] = binding.split(' ');
  const action = `apigateway:${verb}`;
  return accessByInput([action, ...(more?.actions ?? [])], async (input, call) => {
    const members = input as Members;
    const place = path.replace(/\{(\w+)\}/g, (_, name: string) => String(members[name] ?? ''));
    const context = await contextOf(place, members, call);
    const resource = managementArn(call, path.startsWith('/tags/') ? tagsPath(members) : place);
    return [{ action, resource, context: () => context }, ...(more?.checks(input, call) ?? [])];
  });
}

/** The ARN of a path of API Gateway's own API. */
export function managementArn(call: Pick<Call, 'region'>, path: string): string {
  return `arn:aws:apigateway:${call.region}::${path}`;
}

function tagsPath({ resourceArn }: Members): string {
  return `/tags/${encodeURIComponent(String(resourceArn ?? ''))}`;
}

async function contextOf(place: string, members: Members, call: Call): Promise<RequestContext> {
  const { tags, tagKeys, resourceArn } = members;
  const tagged = TAGGED.exec(place)?.[0];
  const arn = tagged === undefined ? resourceArn : managementArn(call, tagged);
  return {
    ...requestKeys(place, members),
    ...(typeof arn === 'string' ? resourceTags(await tagsOrNone(arn, call)) : {}),
    ...(typeof tags === 'object' && tags !== null ? requestTags(tags as Members) : {}),
    ...(Array.isArray(tagKeys) && tagKeys.length > 0 ? { 'aws:TagKeys': tagKeys.map(String) } : {}),
  };
}

/** What is not there has no tags: the operation itself will say that it is missing. */
async function tagsOrNone(arn: string, call: Call): Promise<Readonly<Record<string, string>>> {
  try {
    return await readTags(arn, call);
  } catch {
    return {};
  }
}
