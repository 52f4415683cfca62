/** Resources that wait for each other, each for the next one, the last for the first. */
export interface Circle {
  readonly circle: readonly string[];
}

/**
 * Orders names so that each comes after all it depends on, otherwise as given.
 * `dependsOn` may name only what is in `names`.
 */
export function orderResources(
  names: readonly string[],
  dependsOn: (name: string) => readonly string[],
): readonly string[] | Circle {
  const ordered: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];

  const visit = (name: string): Circle | undefined => {
    if (done.has(name)) return undefined;
    const start = trail.indexOf(name);
    if (start >= 0) return { circle: trail.slice(start) };
    trail.push(name);
    for (const before of dependsOn(name)) {
      const circle = visit(before);
      if (circle) return circle;
    }
    trail.pop();
    done.add(name);
    ordered.push(name);
    return undefined;
  };

  for (const name of names) {
    const circle = visit(name);
    if (circle) return circle;
  }
  return ordered;
}
