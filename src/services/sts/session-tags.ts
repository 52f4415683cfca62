import type { CallerSession } from '../../aws/caller.ts';
import { checked, constraint, validation } from './refusals.ts';

export interface GivenTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The tags of a session. */
export interface SessionTags {
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveKeys: readonly string[];
}

const MAX_TAGS = 50;
const TAG_KEY = /[\p{L}\p{Z}\p{N}_.:/=+\-@]+/u;
const TAG_VALUE = /[\p{L}\p{Z}\p{N}_.:/=+\-@]*/u;

/** The tags that a request gives its session, as a record; keys that are no texts are left out: `sessionTags` refuses them. */
export function givenTags(tags: unknown): Record<string, string> {
  if (!Array.isArray(tags)) return {};
  return Object.fromEntries(
    (tags as readonly GivenTag[]).flatMap(({ Key, Value = '' }) => (typeof Key === 'string' ? [[Key, Value]] : [])),
  );
}

/**
 * The tags of a new session: those of the request, and the transitive ones of the session that asks for it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export function sessionTags(
  given: readonly GivenTag[],
  transitiveKeys: readonly string[],
  caller: CallerSession | undefined,
): SessionTags {
  if (given.length > MAX_TAGS) {
    throw constraint('tags', `[${given.length} tags]`, `Member must have length less than or equal to ${MAX_TAGS}`);
  }
  const seen = new Set<string>();
  for (const [index, { Key, Value }] of given.entries()) {
    const at = `tags.${index + 1}.member`;
    if (Key === undefined) throw constraint(`${at}.key`, Key, 'Member must not be null');
    if (Value === undefined) throw constraint(`${at}.value`, Value, 'Member must not be null');
    checkedText(Key, `${at}.key`, 1, 128, TAG_KEY);
    checkedText(Value, `${at}.value`, 0, 256, TAG_VALUE);
    if (Key.toLowerCase().startsWith('aws:')) {
      throw validation(`Tag keys beginning with "aws:" are reserved for system use: ${Key}`);
    }
    if (seen.has(Key.toLowerCase())) {
      throw validation('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    }
    seen.add(Key.toLowerCase());
  }

  const inherited = caller?.transitiveTagKeys ?? [];
  for (const key of inherited) {
    if (seen.has(key.toLowerCase())) {
      throw validation(
        `One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.`,
      );
    }
  }
  for (const key of transitiveKeys) {
    if (!seen.has(key.toLowerCase())) {
      throw validation('The specified transitive tag key must be included in the requested tags.');
    }
  }
  return {
    tags: { ...Object.fromEntries(inherited.map((key) => [key, caller?.tags?.[key] ?? ''])), ...givenTags(given) },
    transitiveKeys: [...inherited, ...transitiveKeys],
  };
}

function checkedText(text: string, member: string, min: number, max: number, pattern: RegExp): void {
  checked(text, member, { min, max });
  if (!new RegExp(`^${pattern.source}$`, 'u').test(text)) {
    throw constraint(member, text, `Member must satisfy regular expression pattern: ${pattern.source}`);
  }
}
