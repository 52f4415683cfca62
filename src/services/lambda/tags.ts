import { pattern, requireValid } from './constraint.ts';
import { invalidParameter } from './errors.ts';

const MAX_TAGS = 50;
const RESOURCE =
  /^arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d:\d{12}:(function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)$/;
const RESOURCE_PATTERN =
  'arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)';

/** Refuses more tags than a function may have. */
export function requireTags(tags: Readonly<Record<string, string>> | undefined): void {
  if (Object.keys(tags ?? {}).length > MAX_TAGS) throw invalidParameter('Number of tags exceeds resource tag limit.');
}

/** The function that a tag operation names by its ARN. */
export function taggedFunction(resource: string | undefined): string {
  const arn = resource ?? '';
  requireValid(pattern(arn, 'resource', RESOURCE, RESOURCE_PATTERN));
  if (arn.split(':').length > 7) {
    throw invalidParameter('Tags on function aliases and versions are not supported. Please specify a function ARN.');
  }
  return arn;
}
