import {
  EMPTY_STRUCTURE,
  type Member,
  type MemberTraits,
  type Shape,
  type StructureShape,
  type TimestampFormat,
} from '../../src/aws/shape.ts';

/** A shape as the conformance files write it. */
export interface WireShape {
  readonly shape?: string;
  readonly type?: string;
  readonly members?: Readonly<Record<string, WireShape>>;
  readonly member?: WireShape;
  readonly key?: WireShape;
  readonly value?: WireShape;
  readonly payload?: string;
  readonly location?: string;
  readonly locationName?: string;
  readonly flattened?: boolean;
  readonly xmlAttribute?: boolean;
  readonly xmlNamespace?: string | { readonly uri: string; readonly prefix?: string };
  readonly timestampFormat?: string;
  readonly streaming?: boolean;
  readonly document?: boolean;
  readonly union?: boolean;
  readonly jsonvalue?: boolean;
  readonly exception?: boolean;
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number; readonly senderFault?: boolean };
}

const FORMATS: Readonly<Record<string, TimestampFormat>> = {
  iso8601: 'date-time',
  rfc822: 'http-date',
  unixTimestamp: 'epoch-seconds',
};

const SIMPLE: Readonly<Record<string, 'string' | 'number' | 'boolean'>> = {
  string: 'string',
  character: 'string',
  boolean: 'boolean',
  integer: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
};

/** Makes our shapes of the files' shapes. */
export function wireShapes(shapes: Readonly<Record<string, WireShape>>) {
  const made = new Map<string, Shape>();

  const shapeOf = (ref: WireShape): Shape => {
    const name = ref.shape ?? '';
    const known = made.get(name);
    // A reference may give the timestamp's format.
    const target: WireShape = { ...shapes[name], ...(ref.timestampFormat && { timestampFormat: ref.timestampFormat }) };
    if (known !== undefined && known.kind !== 'timestamp') return known;
    if (target.type === 'timestamp') return { kind: 'timestamp', format: FORMATS[target.timestampFormat ?? ''] };
    if (target.type === 'blob') return { kind: 'blob', streaming: target.streaming ?? false };
    if (target.type === 'list') {
      const list = { kind: 'list' } as { kind: 'list'; member: Member };
      made.set(name, list);
      list.member = memberOf('member', target.member ?? {});
      return list;
    }
    if (target.type === 'map') {
      const map = { kind: 'map' } as { kind: 'map'; key: Member; value: Member };
      made.set(name, map);
      map.key = memberOf('key', target.key ?? {});
      map.value = memberOf('value', target.value ?? {});
      return map;
    }
    if (target.type === 'structure') return target.document ? { kind: 'document' } : structureOf(name, target);
    const kind = SIMPLE[target.type ?? ''];
    if (kind === undefined) throw new Error(`${name} has the unknown type ${target.type}`);
    return { kind };
  };

  const structureOf = (name: string, target: WireShape): StructureShape => {
    const members: Member[] = [];
    const byName = new Map<string, Member>();
    const byJsonName = new Map<string, Member>();
    const structure: StructureShape = {
      kind: 'structure',
      name,
      union: target.union ?? false,
      members,
      byName,
      byJsonName,
      ...(target.exception && {
        error: {
          status: target.error?.httpStatusCode,
          fault: target.error?.senderFault === false ? 'server' : 'client',
          ...(target.error?.code !== undefined && { queryCode: target.error.code }),
        },
      }),
    };
    made.set(name, structure);
    for (const [memberName, ref] of Object.entries(target.members ?? {})) {
      const member = memberOf(memberName, ref, target.payload === memberName);
      members.push(member);
      byName.set(memberName, member);
      byJsonName.set(member.traits.jsonName ?? memberName, member);
    }
    return structure;
  };

  const memberOf = (name: string, ref: WireShape, payload = false): Member => ({
    name,
    shape: shapeOf(ref),
    traits: traitsOf(name, ref, payload, shapes[ref.shape ?? '']),
  });

  return {
    shapeOf,
    structure(ref: WireShape | undefined): StructureShape {
      if (ref === undefined) return EMPTY_STRUCTURE;
      const shape = shapeOf(ref);
      if (shape.kind !== 'structure') throw new Error(`${ref.shape} is no structure`);
      return shape;
    },
  };
}

function traitsOf(name: string, ref: WireShape, payload: boolean, target: WireShape | undefined): MemberTraits {
  const at = ref.locationName ?? name;
  const isMap = target?.type === 'map';
  const namespace = typeof ref.xmlNamespace === 'string' ? { uri: ref.xmlNamespace } : ref.xmlNamespace;
  return {
    ...(payload && { httpPayload: true }),
    ...(ref.location === 'uri' && { httpLabel: true }),
    ...(ref.location === 'querystring' && (isMap ? { httpQueryParams: true } : { httpQuery: at })),
    ...(ref.location === 'header' && { httpHeader: at }),
    ...(ref.location === 'headers' && { httpPrefixHeaders: ref.locationName ?? '' }),
    ...(ref.location === 'statusCode' && { httpResponseCode: true }),
    ...(ref.location === undefined && ref.locationName !== undefined && { jsonName: at, xmlName: at }),
    ...((ref.flattened ?? target?.flattened) && { xmlFlattened: true }),
    ...(ref.xmlAttribute && { xmlAttribute: true }),
    ...(namespace && {
      xmlNamespace:
        'prefix' in namespace && namespace.prefix ? ([namespace.prefix, namespace.uri] as const) : namespace.uri,
    }),
    ...(ref.jsonvalue && { mediaType: 'application/json' }),
  };
}
