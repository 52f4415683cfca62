/** A mistake in the user's template, code or command. Printed without a stack; exit code 2. */
export class UserError extends Error {
  readonly code: `SAMLET_${string}`;
  /** The place of the mistake: a file, a file and line, an option. */
  readonly where: string | undefined;
  readonly hint: string | undefined;

  constructor(
    code: `SAMLET_${string}`,
    message: string,
    details: { where?: string | undefined; hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'UserError';
    this.code = code;
    this.where = details.where;
    this.hint = details.hint;
  }

  /** What the terminal shows. */
  override toString(): string {
    return [`${this.where ? `${this.where}: ` : ''}${this.message} [${this.code}]`, this.hint && `  → ${this.hint}`]
      .filter(Boolean)
      .join('\n');
  }
}
