/** A position in a file of the user's; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something the user must know of the template before it runs: nothing is silently ignored. */
export interface Notice {
  /**
   * `error`: AWS would refuse this, and so do we. `notHonoured`: AWS honours it, samlet does not yet (`--strict` refuses).
   * `difference`: works, with a difference that the message states. `note`: worth knowing (a duplicate key, a version that differs).
   */
  readonly kind: 'error' | 'notHonoured' | 'difference' | 'note';
  /** One sentence that names the resource and the property: `UserApi (AWS::Serverless::Api): ThrottleSettings is not ...`. */
  readonly message: string;
  readonly place: Place | undefined;
  readonly hint?: string | undefined;
}
