export type TimestampFormat = 'epoch-seconds' | 'date-time' | 'http-date';

/** Where and under which name a member stands on the wire. Names are Smithy's. */
export interface MemberTraits {
  readonly httpLabel?: boolean;
  readonly httpQuery?: string;
  readonly httpQueryParams?: boolean;
  readonly httpHeader?: string;
  readonly httpPrefixHeaders?: string;
  readonly httpPayload?: boolean;
  readonly httpResponseCode?: boolean;
  readonly jsonName?: string;
  readonly xmlName?: string;
  readonly xmlFlattened?: boolean;
  readonly xmlAttribute?: boolean;
  /** The namespace, or prefix and namespace. */
  readonly xmlNamespace?: string | readonly [prefix: string, uri: string];
  /** JSON inside a header, as base64. */
  readonly mediaType?: string;
}

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly traits: MemberTraits;
}

export interface StructureShape {
  readonly kind: 'structure';
  readonly name: string;
  readonly union: boolean;
  readonly members: readonly Member[];
  readonly byName: ReadonlyMap<string, Member>;
  /** By `jsonName` where there is one. */
  readonly byJsonName: ReadonlyMap<string, Member>;
  /** `httpError` and the query protocol's own code and status, on errors. */
  readonly error?: {
    readonly status: number | undefined;
    readonly fault: 'client' | 'server';
    readonly queryCode?: string;
    readonly queryStatus?: number;
  };
  readonly xmlNamespace?: string | readonly [prefix: string, uri: string];
}

export interface ListShape {
  readonly kind: 'list';
  readonly member: Member;
}

export interface MapShape {
  readonly kind: 'map';
  readonly key: Member;
  readonly value: Member;
}

export interface SimpleShape {
  readonly kind: 'string' | 'number' | 'boolean' | 'document' | 'bigInteger' | 'bigDecimal';
  readonly mediaType?: string;
  /** A number that is written as floating point even when it is whole: `6.0`. */
  readonly double?: boolean;
}

export interface BlobShape {
  readonly kind: 'blob';
  readonly streaming: boolean;
}

export interface TimestampShape {
  readonly kind: 'timestamp';
  /** `undefined`: the protocol's own format for that place. */
  readonly format: TimestampFormat | undefined;
}

/** The type of a value on AWS's wire, as the official clients describe it. */
export type Shape = StructureShape | ListShape | MapShape | SimpleShape | BlobShape | TimestampShape;

export interface OperationShape {
  readonly name: string;
  /** Method, URI template and status of a REST operation. */
  readonly http: { readonly method: string; readonly uri: string; readonly status: number } | undefined;
  readonly input: StructureShape;
  readonly output: StructureShape;
}

export type ProtocolName =
  | 'awsJson1_0'
  | 'awsJson1_1'
  | 'restJson1'
  | 'awsQuery'
  | 'rpcv2Cbor'
  | 'restXml'
  | 'ec2Query';

/** What a service's official client knows of its wire. */
export interface ServiceSchemas {
  readonly protocol: ProtocolName;
  /** What stands before the dot in `X-Amz-Target`. */
  readonly targetPrefix: string;
  readonly version: string;
  readonly xmlNamespace: string;
  /** JSON answers also carry the code of the older query protocol. */
  readonly queryCompatible: boolean;
  readonly operation: (name: string) => OperationShape | undefined;
  readonly operationNames: readonly string[];
  readonly error: (name: string) => StructureShape | undefined;
}

export const EMPTY_STRUCTURE: StructureShape = {
  kind: 'structure',
  name: 'Unit',
  union: false,
  members: [],
  byName: new Map(),
  byJsonName: new Map(),
};
