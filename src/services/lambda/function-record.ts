/** The code of a function that was uploaded: unpacked under the data directory, named after its own bytes. */
export interface UploadedCode {
  readonly kind: 'uploaded';
  /** Of the zip file, in base64, as AWS shows it. */
  readonly sha256: string;
  /** Of the zip file. */
  readonly sizeBytes: number;
  /** The folder of the unpacked code, relative to the data directory. */
  readonly folder: string;
}

/** Code that stands in the user's own folder and is followed while samlet runs. */
export interface LocalCode {
  readonly kind: 'local';
  /** Absolute path of a folder, a zip file or a single file. */
  readonly path: string;
  /** Properties of `Metadata.BuildProperties` when `BuildMethod` is `esbuild`. */
  readonly buildProperties?: Readonly<Record<string, unknown>>;
  /** Names the state of the files: unlike AWS's it is no hash of a zip. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

export type FunctionCode = UploadedCode | LocalCode;

/** Members that are kept and described in AWS's own spelling; samlet reads none of them. */
export interface DescribedOnly {
  readonly VpcConfig?: { readonly SubnetIds?: string[]; readonly SecurityGroupIds?: string[] };
  readonly FileSystemConfigs?: { readonly Arn: string; readonly LocalMountPath: string }[];
  readonly KMSKeyArn?: string;
  readonly SnapStart?: string;
  readonly TracingMode?: string;
  readonly ImageConfig?: Readonly<Record<string, unknown>>;
}

export interface LoggingRecord {
  readonly format: 'Text' | 'JSON';
  readonly applicationLogLevel?: string;
  readonly systemLogLevel?: string;
  readonly logGroup: string;
}

/** One version of a function: `$LATEST`, or a number once published. */
export interface VersionRecord {
  readonly version: string;
  readonly revisionId: string;
  /** The revision of `$LATEST` that a published version was made from. */
  readonly publishedFrom?: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly description: string;
  readonly runtime: string;
  readonly handler: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly ephemeralStorageMb: number;
  readonly architecture: 'x86_64' | 'arm64';
  /** Absent when the function never had any, which AWS shows. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly layerArns: readonly string[];
  readonly deadLetterArn?: string;
  readonly logging: LoggingRecord;
  readonly code: FunctionCode;
  readonly described: DescribedOnly;
}

export interface AliasRecord {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** A second version and its share of the calls, from 0 to 1. */
  readonly additional?: { readonly version: string; readonly weight: number };
  readonly revisionId: string;
}

/** A resource policy: of the function, of a version or of an alias. Statements are in IAM's own form. */
export interface PolicyRecord {
  readonly revisionId: string;
  readonly statements: readonly (Readonly<Record<string, unknown>> & { readonly Sid: string })[];
}

export interface EventInvokeRecord {
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeSeconds?: number;
  readonly onSuccess?: string;
  readonly onFailure?: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** Everything that is known of one function, kept and changed as one. */
export interface FunctionRecord {
  readonly name: string;
  /** `arn:aws:lambda:<region>:<account>:function:<name>` */
  readonly arn: string;
  /** The resource of the template that made the function. */
  readonly logicalId?: string;
  readonly latest: VersionRecord;
  /** In the order they were published. */
  readonly published: readonly VersionRecord[];
  readonly nextVersion: number;
  readonly aliases: Readonly<Record<string, AliasRecord>>;
  /** By qualifier; the function's own under `$LATEST`. */
  readonly policies: Readonly<Record<string, PolicyRecord>>;
  /** By qualifier; the function's own under `$LATEST`. */
  readonly eventInvoke: Readonly<Record<string, EventInvokeRecord>>;
  readonly reservedConcurrency?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly recursiveLoop: 'Allow' | 'Terminate';
}

/** The version that a qualifier names: a number, `$LATEST` or an alias (its first version). */
export function versionOf(record: FunctionRecord, qualifier: string | undefined): VersionRecord | undefined {
  if (qualifier === undefined || qualifier === '$LATEST') return record.latest;
  const version = record.aliases[qualifier]?.version ?? qualifier;
  if (version === '$LATEST') return record.latest;
  return record.published.find((one) => one.version === version);
}
