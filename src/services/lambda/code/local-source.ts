/** Local code as a template names it. */
export interface LocalSource {
  /** How messages name it: the logical id, else the function's name. */
  readonly label: string;
  /** Absolute path of a folder, a zip file or a single file. */
  readonly path: string;
  readonly runtime: string;
  readonly handler: string;
  /** A layer may hold the handler: its absence from the code is no mistake then. */
  readonly hasLayers: boolean;
  readonly buildProperties: Readonly<Record<string, unknown>> | undefined;
}

/** Code that can run. */
export interface BuiltCode {
  /** Absolute path of the folder that the function sees as its task root. */
  readonly codeDir: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** One way to make code that runs out of a local source. */
export interface LocalBuild {
  /** Folders (or single files) whose changes matter. */
  watched(): readonly string[];
  /** Throws `UserError` for code that cannot run. */
  build(): Promise<BuiltCode>;
  /** Whether a change of `path` asks for a new build. */
  concerns(path: string): boolean;
  close(): Promise<void>;
}
