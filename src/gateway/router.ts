/** A resource found for a path. */
export interface RouteMatch<Route> {
  /** By HTTP method, `ANY` among them. */
  readonly routes: ReadonlyMap<string, Route>;
  /** Percent-encoded as sent. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

export interface Router<Route> {
  /** `path` starts with exactly one slash. */
  match(path: string): RouteMatch<Route> | undefined;
}

interface Node<Route> {
  readonly children: Map<string, Node<Route>>;
  parameter?: { readonly name: string; readonly node: Node<Route> };
  greedy?: { readonly name: string; readonly routes: Map<string, Route> };
  routes?: Map<string, Route>;
}

/**
 * Finds resources by path: an exact part before `{parameter}`, that before `{greedy+}`. A slash at the end does not count,
 * empty parts only match inside a greedy parameter, a greedy parameter needs at least one character, case counts.
 */
export function router<Route>(
  resources: Iterable<{ readonly path: string; readonly routes: ReadonlyMap<string, Route> }>,
): Router<Route> {
  const root: Node<Route> = { children: new Map() };
  for (const { path, routes } of resources) {
    if (routes.size > 0) insert(root, path, new Map(routes));
  }

  return {
    match(path) {
      const end = path.length > 1 && path.endsWith('/') ? path.length - 1 : path.length;
      if (end === 1) return root.routes && { routes: root.routes, pathParameters: null };
      return find(root, path, 1, end, undefined);
    },
  };
}

function insert<Route>(root: Node<Route>, path: string, routes: Map<string, Route>): void {
  let node = root;
  for (const part of path.split('/').filter((one) => one !== '')) {
    const variable = /^\{(.+?)(\+?)\}$/.exec(part);
    if (variable === null) {
      let child = node.children.get(part);
      if (child === undefined) {
        child = { children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    } else if (variable[2] === '+') {
      node.greedy = { name: variable[1] ?? '', routes };
      return;
    } else {
      node.parameter ??= { name: variable[1] ?? '', node: { children: new Map() } };
      node = node.parameter.node;
    }
  }
  node.routes = routes;
}

/** The parameters met on the way down, innermost first: allocated only where a path has some. */
interface Captured {
  readonly name: string;
  readonly value: string;
  readonly outer: Captured | undefined;
}

function find<Route>(
  node: Node<Route>,
  path: string,
  from: number,
  end: number,
  captured: Captured | undefined,
): RouteMatch<Route> | undefined {
  if (from > end) return node.routes && { routes: node.routes, pathParameters: parametersOf(captured) };

  let to = path.indexOf('/', from);
  if (to < 0 || to > end) to = end;
  if (to > from) {
    const part = path.slice(from, to);
    const child = node.children.get(part) ?? encodedChild(node, part);
    const exact = child && find(child, path, to + 1, end, captured);
    if (exact) return exact;
    if (node.parameter !== undefined) {
      const inner = { name: node.parameter.name, value: part, outer: captured };
      const found = find(node.parameter.node, path, to + 1, end, inner);
      if (found) return found;
    }
  }
  if (node.greedy === undefined || from === end) return undefined;
  const value = path.slice(from, end);
  return {
    routes: node.greedy.routes,
    pathParameters: parametersOf({ name: node.greedy.name, value, outer: captured }),
  };
}

/** A fixed part is the same resource when the client percent-encoded some of its characters. */
function encodedChild<Route>(node: Node<Route>, part: string): Node<Route> | undefined {
  if (!part.includes('%')) return undefined;
  try {
    return node.children.get(decodeURIComponent(part));
  } catch {
    return undefined;
  }
}

function parametersOf(captured: Captured | undefined): Readonly<Record<string, string>> | null {
  if (captured === undefined) return null;
  const parameters: Record<string, string> = {};
  for (let one: Captured | undefined = captured; one !== undefined; one = one.outer) parameters[one.name] = one.value;
  return parameters;
}
