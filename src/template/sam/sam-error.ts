/** A SAM resource that AWS's transform refuses: one error per resource, as AWS reports them. */
export class InvalidSamResource extends Error {
  /** The property to point at, from the resource's `Properties` on. */
  readonly path: readonly (string | number)[];
  readonly hint: string | undefined;

  constructor(message: string, path: readonly (string | number)[] = [], hint?: string) {
    super(message);
    this.name = 'InvalidSamResource';
    this.path = path;
    this.hint = hint;
  }
}

/** An event of a function or state machine that AWS's transform refuses. */
export class InvalidSamEvent extends InvalidSamResource {
  constructor(eventId: string, message: string, path: readonly (string | number)[] = [], hint?: string) {
    super(`Event with id [${eventId}] is invalid. ${message}`, ['Events', eventId, ...path], hint);
    this.name = 'InvalidSamEvent';
  }
}
