import type { HttpRequest } from '../std/http-message.ts';
import { queryParameters } from './protocols/query.ts';
import { matchRestOperation } from './rest-routes.ts';
import { notBuilt, type RunningService, type RunningServices } from './running-services.ts';
import { ServiceError } from './service-error.ts';
import type { OperationShape, ProtocolName } from './shape.ts';

export interface IdentifiedCall {
  readonly service: RunningService;
  readonly operationName: string;
  /** Not there for services whose shapes stay as on the wire: their schemas need not be loaded. */
  readonly operation: OperationShape | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

const NO_LABELS: Readonly<Record<string, string>> = {};

/** The protocol that the form of a request shows, before anything else is known of it. */
export function protocolOf(request: HttpRequest): ProtocolName {
  const { headers } = request;
  const type = headers['content-type'] ?? '';
  if (headers['x-amz-target'] !== undefined) {
    return type.startsWith('application/x-amz-json-1.0') ? 'awsJson1_0' : 'awsJson1_1';
  }
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'rpcv2Cbor';
  if (type.startsWith('application/x-www-form-urlencoded') && request.method === 'POST') return 'awsQuery';
  if (request.rawPath === '/' && /(^|&)Action=/.test(request.rawQuery)) return 'awsQuery';
  return 'restJson1';
}

/**
 * Which operation of which service a request calls: the service by the credential scope that it is signed for, the
 * operation as the protocol says it. Throws a `ServiceError` that names what samlet does not run.
 */
export function identifier(
  services: RunningServices,
): (request: HttpRequest, signingName: string, protocol: ProtocolName) => IdentifiedCall | Promise<IdentifiedCall> {
  // Known `X-Amz-Target`s: only targets of operations that exist get in.
  const targets = new Map<string, IdentifiedCall>();

  const identify = async (
    request: HttpRequest,
    signingName: string,
    protocol: ProtocolName,
  ): Promise<IdentifiedCall> => {
    const candidates = services.signingAs(signingName);
    const [first] = candidates;
    if (first === undefined) {
      throw new ServiceError(
        protocol === 'awsQuery' ? 'InvalidAction' : 'UnknownOperationException',
        `samlet does not run the service that signs as "${signingName}" yet: see docs/coverage.md`,
      );
    }

    if (protocol === 'restJson1') {
      for (const service of candidates) {
        const routed = matchRestOperation(await service.schemas(), request);
        if (routed !== undefined) {
          return { service, operationName: routed.operation.name, operation: routed.operation, labels: routed.labels };
        }
      }
      throw new ServiceError(
        'AccessDeniedException',
        'Unable to determine service/operation name to be authorized',
        403,
      );
    }

    const [prefix, name] = namedOperation(request, protocol);
    if (name === '') {
      throw protocol === 'awsQuery'
        ? new ServiceError('MissingAction', 'The request must contain the parameter Action')
        : new ServiceError('UnknownOperationException', '');
    }
    for (const service of candidates) {
      const { id, shapes } = service.definition;
      // Known by the name alone, without the schemas: the id, then the API's version.
      if (shapes === 'wire' && prefix.toLowerCase().startsWith(`${id}_`) && isBuilt(service, name)) {
        return { service, operationName: name, operation: undefined, labels: NO_LABELS };
      }
      const schemas = await service.schemas();
      if (prefix !== '' && prefix !== schemas.targetPrefix) continue;
      const operation = schemas.operation(name);
      if (operation !== undefined) return { service, operationName: name, operation, labels: NO_LABELS };
    }
    if (protocol === 'awsQuery') {
      const version = queryParameters(request).get('Version') ?? '';
      throw new ServiceError('InvalidAction', `Could not find operation ${name} for version ${version}`);
    }
    throw new ServiceError('UnknownOperationException', '');
  };

  return (request, signingName, protocol) => {
    const target = request.headers['x-amz-target'];
    if (target === undefined) return identify(request, signingName, protocol);
    const key = `${signingName}/${target}`;
    const known = targets.get(key);
    if (known !== undefined) return known;
    return identify(request, signingName, protocol).then((call) => {
      targets.set(key, call);
      return call;
    });
  };
}

/** The signing name of the service that takes the operation of a request without a signature; `undefined` for all others. */
export function unsignedService(
  services: RunningServices,
  request: HttpRequest,
  protocol: ProtocolName,
): string | undefined {
  if (protocol === 'restJson1') return undefined;
  const [, name] = namedOperation(request, protocol);
  return services.all.find(({ definition }) => definition.unsigned?.includes(name))?.signingName;
}

function isBuilt(service: RunningService, operation: string): boolean {
  return Object.hasOwn(service.definition.operations, operation);
}

/** Refuses an operation that AWS knows and samlet does not. */
export function checkBuilt(call: IdentifiedCall): void {
  if (!isBuilt(call.service, call.operationName)) throw notBuilt(call.service.definition.id, call.operationName);
}

/** What stands before the operation's name and the name; empty when it is not said. */
function namedOperation(request: HttpRequest, protocol: ProtocolName): readonly [prefix: string, name: string] {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) {
    const dot = target.lastIndexOf('.');
    return [target.slice(0, Math.max(dot, 0)), target.slice(dot + 1)];
  }
  if (protocol === 'rpcv2Cbor') {
    const [, prefix = '', name = ''] = /\/service\/([^/]+)\/operation\/([^/]+)$/.exec(request.rawPath) ?? [];
    return [prefix, name];
  }
  return ['', queryParameters(request).get('Action') ?? ''];
}
