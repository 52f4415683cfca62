import { z } from 'zod';

const name = z.string().trim().min(1, 'must not be empty').max(100);
const email = z.email('must be an email address').max(254);
const phone = z.string().regex(/^\+?[0-9 ()-]{5,20}$/, 'must be a phone number');

const newUser = z.strictObject({ name, email, phone: phone.optional() });
const userChange = newUser
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'must change at least one field');
const cursor = z
  .string()
  .transform((text) => Buffer.from(text, 'base64url').toString())
  .pipe(z.uuid('must be a cursor of an earlier answer'));
const listQuery = z.object({ limit: z.coerce.number().int().min(1).max(100).default(20), cursor: cursor.optional() });

export type NewUser = z.infer<typeof newUser>;
export type UserChange = z.infer<typeof userChange>;
export type ListQuery = z.infer<typeof listQuery>;

/** What the client sent is wrong, field by field. */
export class InvalidInput extends Error {
  readonly errors: readonly { readonly field: string; readonly message: string }[];

  constructor(message: string, errors: InvalidInput['errors'] = []) {
    super(message);
    this.errors = errors;
  }
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: key, message: 'is not a field of a user' }))
      : [{ field: issue.path.join('.'), message: issue.message }],
  );
  throw new InvalidInput('Validation failed', errors);
}

function json(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    throw new InvalidInput('The body is not valid JSON');
  }
}

export const parseNewUser = (body: string | null): NewUser => check(newUser, json(body));
export const parseUserChange = (body: string | null): UserChange => check(userChange, json(body));
export const parseListQuery = (query: unknown): ListQuery => check(listQuery, query ?? {});
