// The paths of InputPath and InputPathsMap: $, $.detail.a, $.resources[0], $.detail['a b'].

/** The value there, or undefined where the path leads nowhere. */
export function findByPath(value: unknown, path: string): unknown {
  let found = value;
  for (const step of parsePath(path) ?? []) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step))
      return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}

/** The steps of a path, or undefined where the text is none. */
export function parsePath(path: string): readonly string[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: string[] = [];
  const step = /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\]/y;
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) return undefined;
    steps.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? '');
  }
  return steps;
}
