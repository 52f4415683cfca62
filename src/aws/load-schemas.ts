import type { ProtocolName, ServiceSchemas, Shape, StructureShape, TimestampFormat } from './shape.ts';
import { EMPTY_STRUCTURE, type Member, type MemberTraits, type OperationShape } from './shape.ts';

type NormalizedSchemaClass = typeof import('@smithy/core/schema').NormalizedSchema;
type Normalized = import('@smithy/core/schema').NormalizedSchema;

const TIMESTAMP_FORMATS: Readonly<Record<number, TimestampFormat>> = {
  5: 'date-time',
  6: 'http-date',
  7: 'epoch-seconds',
};

const loaded = new Map<() => Promise<object>, Promise<ServiceSchemas>>();

/**
 * The schemas of an official client package, in which `doubles` names the members that hold floating point numbers.
 * Loading one takes tens of milliseconds: done on first use, then kept.
 */
export function loadSchemas(client: () => Promise<object>, doubles: readonly string[] = []): Promise<ServiceSchemas> {
  let schemas = loaded.get(client);
  if (schemas === undefined) {
    schemas = readSchemas(client, new Set(doubles));
    schemas.catch(() => loaded.delete(client));
    loaded.set(client, schemas);
  }
  return schemas;
}

async function readSchemas(client: () => Promise<object>, doubles: ReadonlySet<string>): Promise<ServiceSchemas> {
  const [{ NormalizedSchema }, exported] = await Promise.all([import('@smithy/core/schema'), client()]);
  const settings = protocolSettings(exported);
  const operations = new Map<string, RawOperation>();
  const errors = new Map<string, unknown>();
  for (const value of Object.values(exported)) {
    if (!Array.isArray(value) || typeof value[2] !== 'string') continue;
    if (value[0] === 9) operations.set(value[2], value as unknown as RawOperation);
    if (value[0] === -3) errors.set(value[2], value);
  }
  const compile = shapeCompiler(NormalizedSchema, doubles);
  const known = new Map<string, OperationShape>();

  return {
    ...settings,
    operationNames: [...operations.keys()].sort(),
    operation(name) {
      const raw = operations.get(name);
      if (raw === undefined) return undefined;
      let operation = known.get(name);
      if (operation === undefined) {
        const http = typeof raw[3] === 'object' ? raw[3].http : undefined;
        // Compiled when they are asked for: a router asks for each operation's method and path only.
        operation = {
          name,
          http: http && { method: http[0], uri: http[1], status: http[2] },
          get input() {
            return structure(compile(raw[4]));
          },
          get output() {
            return structure(compile(raw[5]));
          },
        };
        known.set(name, operation);
      }
      return operation;
    },
    error(name) {
      const raw = errors.get(name);
      return raw === undefined ? undefined : structure(compile(raw));
    },
  };
}

type RawOperation = readonly [
  kind: 9,
  namespace: string,
  name: string,
  traits: number | { readonly http?: readonly [method: string, uri: string, status: number] },
  input: unknown,
  output: unknown,
];

interface ProtocolSettings {
  readonly protocol: ProtocolName;
  readonly targetPrefix: string;
  readonly version: string;
  readonly xmlNamespace: string;
  readonly queryCompatible: boolean;
}

/** The protocol and its parameters are known only to an instance of the client. */
function protocolSettings(exported: object): ProtocolSettings {
  const entry = Object.entries(exported).find(([name]) => name.endsWith('Client') && !name.startsWith('_'));
  const Client = entry?.[1] as (new (config: object) => { readonly config: ClientConfig }) | undefined;
  if (Client === undefined) throw new Error('The package exports no client');

  // The client would warn of Node's age on every start; the variable is read only while it is made.
  const before = process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'];
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  try {
    const { protocol, protocolSettings: settings } = new Client({ region: 'us-east-1' }).config;
    return {
      protocol: protocol.getShapeId().split('#')[1] as ProtocolName,
      targetPrefix: settings.serviceTarget ?? '',
      version: settings.version ?? '',
      xmlNamespace: settings.xmlNamespace ?? '',
      queryCompatible: settings.awsQueryCompatible === true,
    };
  } finally {
    if (before === undefined) delete process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'];
    else process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = before;
  }
}

interface ClientConfig {
  readonly protocol: { getShapeId(): string };
  readonly protocolSettings: {
    readonly serviceTarget?: string;
    readonly version?: string;
    readonly xmlNamespace?: string;
    readonly awsQueryCompatible?: boolean;
  };
}

function structure(shape: Shape): StructureShape {
  return shape.kind === 'structure' ? shape : EMPTY_STRUCTURE;
}

/** Turns the clients' schemas into shapes, each once; a shape may contain itself. */
function shapeCompiler(NormalizedSchema: NormalizedSchemaClass, doubles: ReadonlySet<string>): (ref: unknown) => Shape {
  const shapes = new Map<unknown, Shape>();

  const member = (name: string, schema: Normalized, double = doubles.has(name)): Member => ({
    name,
    shape: shapeOf(schema, double),
    traits: memberTraits(schema.getMergedTraits() as Record<string, unknown>),
  });

  const shapeOf = (schema: Normalized, double = false): Shape => {
    const raw = schema.getSchema();
    const traits = schema.getMergedTraits() as Record<string, unknown>;
    if (schema.isUnitSchema()) return EMPTY_STRUCTURE;
    if (schema.isBlobSchema()) return { kind: 'blob', streaming: schema.isStreaming() };
    if (schema.isTimestampSchema()) return { kind: 'timestamp', format: TIMESTAMP_FORMATS[raw as number] };
    if (schema.isStringSchema()) {
      return typeof traits['mediaType'] === 'string'
        ? { kind: 'string', mediaType: traits['mediaType'] }
        : { kind: 'string' };
    }
    if (schema.isNumericSchema()) return double ? { kind: 'number', double } : { kind: 'number' };
    if (schema.isBooleanSchema()) return { kind: 'boolean' };
    if (schema.isBigIntegerSchema()) return { kind: 'bigInteger' };
    if (schema.isBigDecimalSchema()) return { kind: 'bigDecimal' };
    if (schema.isDocumentSchema()) return { kind: 'document' };

    const known = shapes.get(raw);
    if (known !== undefined && typeof raw === 'object') return known;
    if (schema.isListSchema()) {
      const list = { kind: 'list' } as { kind: 'list'; member: Member };
      if (typeof raw === 'object') shapes.set(raw, list);
      list.member = member('member', schema.getValueSchema(), double);
      return list;
    }
    if (schema.isMapSchema()) {
      const map = { kind: 'map' } as { kind: 'map'; key: Member; value: Member };
      if (typeof raw === 'object') shapes.set(raw, map);
      map.key = member('key', schema.getKeySchema());
      map.value = member('value', schema.getValueSchema(), double);
      return map;
    }

    const members: Member[] = [];
    const byName = new Map<string, Member>();
    const byJsonName = new Map<string, Member>();
    const own = schema.getOwnTraits() as Record<string, unknown>;
    const queryError = own['awsQueryError'] as [string, number] | undefined;
    const made: StructureShape = {
      kind: 'structure',
      name: schema.getName() ?? '',
      union: schema.isUnionSchema(),
      members,
      byName,
      byJsonName,
      ...(typeof own['error'] === 'string' && {
        error: {
          status: own['httpError'] as number | undefined,
          fault: own['error'] as 'client' | 'server',
          ...(queryError && { queryCode: queryError[0], queryStatus: queryError[1] }),
        },
      }),
      ...(own['xmlNamespace'] !== undefined && { xmlNamespace: own['xmlNamespace'] as string }),
    };
    shapes.set(raw, made);
    for (const [name, memberSchema] of schema.structIterator()) {
      const one = member(name, memberSchema);
      members.push(one);
      byName.set(name, one);
      byJsonName.set(one.traits.jsonName ?? name, one);
    }
    return made;
  };

  const tops = new Map<unknown, Shape>();
  return (ref) => {
    let shape = tops.get(ref);
    if (shape === undefined) {
      shape = shapeOf(NormalizedSchema.of(ref as Parameters<typeof NormalizedSchema.of>[0]));
      tops.set(ref, shape);
    }
    return shape;
  };
}

function memberTraits(traits: Record<string, unknown>): MemberTraits {
  return {
    ...(traits['httpLabel'] ? { httpLabel: true } : {}),
    ...(typeof traits['httpQuery'] === 'string' ? { httpQuery: traits['httpQuery'] } : {}),
    ...(traits['httpQueryParams'] ? { httpQueryParams: true } : {}),
    ...(typeof traits['httpHeader'] === 'string' ? { httpHeader: traits['httpHeader'] } : {}),
    ...(typeof traits['httpPrefixHeaders'] === 'string' ? { httpPrefixHeaders: traits['httpPrefixHeaders'] } : {}),
    ...(traits['httpPayload'] ? { httpPayload: true } : {}),
    ...(traits['httpResponseCode'] ? { httpResponseCode: true } : {}),
    ...(typeof traits['jsonName'] === 'string' ? { jsonName: traits['jsonName'] } : {}),
    ...(typeof traits['xmlName'] === 'string' ? { xmlName: traits['xmlName'] } : {}),
    ...(traits['xmlFlattened'] ? { xmlFlattened: true } : {}),
    ...(traits['xmlAttribute'] ? { xmlAttribute: true } : {}),
    ...(traits['xmlNamespace'] !== undefined ? { xmlNamespace: traits['xmlNamespace'] as string } : {}),
    ...(typeof traits['mediaType'] === 'string' ? { mediaType: traits['mediaType'] } : {}),
  };
}
