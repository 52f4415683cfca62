import type { HttpRequest } from '../std/http-message.ts';
import type { OperationShape, ServiceSchemas } from './shape.ts';

interface Route {
  readonly operation: OperationShape;
  readonly method: string;
  /** A literal, or a label in braces, greedy with a plus. */
  readonly segments: readonly string[];
  readonly query: readonly (readonly [name: string, value: string | undefined])[];
}

export interface RoutedOperation {
  readonly operation: OperationShape;
  readonly labels: Readonly<Record<string, string>>;
}

const routesOf = new WeakMap<ServiceSchemas, readonly Route[]>();

/** The REST operation whose method, path and query literals the request has: the most literal one of those that match. */
export function matchRestOperation(schemas: ServiceSchemas, request: HttpRequest): RoutedOperation | undefined {
  let routes = routesOf.get(schemas);
  if (routes === undefined) {
    routes = compileRoutes(schemas);
    routesOf.set(schemas, routes);
  }
  const path = request.rawPath.slice(1).split('/');
  // Some clients send `/2015-03-31/functions/` with the slash the model has, others without.
  if (path.length > 1 && path.at(-1) === '') path.pop();
  for (const route of routes) {
    if (route.method !== request.method || !hasLiterals(route, request.rawQuery)) continue;
    const labels = matchPath(route.segments, path);
    if (labels !== undefined) return { operation: route.operation, labels };
  }
  return undefined;
}

function compileRoutes(schemas: ServiceSchemas): readonly Route[] {
  const routes: Route[] = [];
  for (const name of schemas.operationNames) {
    const operation = schemas.operation(name);
    if (operation?.http === undefined) continue;
    const [path = '/', query = ''] = operation.http.uri.split('?');
    routes.push({
      operation,
      method: operation.http.method,
      segments: path
        .slice(1)
        .split('/')
        .filter((segment, index, all) => segment !== '' || (index === 0 && all.length === 1)),
      query: query
        .split('&')
        .filter((part) => part !== '')
        .map((part) => {
          const [key = '', value] = part.split('=');
          return [decodeURIComponent(key), value === undefined ? undefined : decodeURIComponent(value)] as const;
        }),
    });
  }
  return routes.sort((a, b) => comparePaths(a.segments, b.segments) || b.query.length - a.query.length);
}

/** Literals before labels, labels before greedy ones, from the left. */
function comparePaths(a: readonly string[], b: readonly string[]): number {
  const rank = (segment: string | undefined) => {
    if (segment === undefined) return 3;
    if (!segment.startsWith('{')) return 0;
    return segment.endsWith('+}') ? 2 : 1;
  };
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = rank(a[index]) - rank(b[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function hasLiterals({ query }: Route, rawQuery: string): boolean {
  if (query.length === 0) return true;
  const parameters = new URLSearchParams(rawQuery);
  return query.every(([name, value]) => (value ? parameters.get(name) === value : parameters.has(name)));
}

function matchPath(segments: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (let index = 0; index < segments.length; index += 1) {
    const segment = segments[index] ?? '';
    const value = path[index];
    if (value === undefined) return undefined;
    if (segment.endsWith('+}') && segment.startsWith('{')) {
      const rest = segments.length - index - 1;
      const greedy = path.slice(index, path.length - rest);
      if (greedy.length === 0 || greedy.every((one) => one === '')) return undefined;
      const tail = matchPath(segments.slice(index + 1), path.slice(path.length - rest));
      const decoded = decodeLabel(greedy.join('/'));
      if (tail === undefined || decoded === undefined) return undefined;
      return { ...labels, [segment.slice(1, -2)]: decoded, ...tail };
    }
    if (segment.startsWith('{')) {
      const decoded = decodeLabel(value);
      if (decoded === undefined || decoded === '') return undefined;
      labels[segment.slice(1, -1)] = decoded;
    } else if (segment !== value) return undefined;
  }
  return segments.length === path.length ? labels : undefined;
}

function decodeLabel(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
