// The `http` trait's path, `/2015-03-31/functions/{FunctionName}/invocations` or `/{Key+}?acl`, taken apart.

export interface PathTemplate {
  readonly segments: readonly Segment[];
  /** Literals behind the `?`; a value of '' means that the name alone decides. */
  readonly query: readonly (readonly [name: string, value: string])[];
}

export type Segment =
  | { readonly literal: string }
  | { readonly label: string; readonly isGreedy: boolean };

export function parseTemplate(path: string): PathTemplate {
  const [pathname = '', query = ''] = path.split('?');
  return {
    segments: splitPath(pathname).map(toSegment),
    query: query
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const [name = '', value = ''] = part.split('=');
        return [name, value];
      }),
  };
}

/** Segments without the empty ones at either end: `/a/b/` is `a`, `b`. */
export function splitPath(pathname: string): readonly string[] {
  const inner = pathname.replace(/^\/+|\/+$/gu, '');
  return inner === '' ? [] : inner.split('/');
}

/** The labels' values, still encoded, or undefined where the path does not fit. */
export function findLabels(
  template: PathTemplate,
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const labels: Record<string, string> = {};
  let at = 0;
  for (const segment of template.segments) {
    if ('literal' in segment) {
      if (segments[at] !== segment.literal) return undefined;
      at += 1;
      continue;
    }
    const rest = segment.isGreedy ? segments.slice(at).join('/') : segments[at];
    if (rest === undefined || rest === '') return undefined;
    labels[segment.label] = rest;
    at = segment.isGreedy ? segments.length : at + 1;
  }
  return at === segments.length ? labels : undefined;
}

function toSegment(text: string): Segment {
  const label = /^\{([^}+]+)(\+?)\}$/u.exec(text);
  return label?.[1] === undefined
    ? { literal: text }
    : { label: label[1], isGreedy: label[2] === '+' };
}
