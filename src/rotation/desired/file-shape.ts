// What the parsers of rotations.yml share: a fault with its place, and the questions that they ask of unknown data.

export type FilePath = readonly (string | number)[];

export interface FileFault {
  readonly path: FilePath;
  /** What was expected and what was found. */
  readonly message: string;
  /** The key is wrong, not what it holds. */
  readonly isKey?: true;
  /** A second place, which ends the message. */
  readonly other?: FilePath;
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listUnknownKeys(
  map: Readonly<Record<string, unknown>>,
  path: FilePath,
  known: readonly string[],
): readonly FileFault[] {
  return Object.keys(map)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      path: [...path, key],
      message: `unknown key ${key}: expected one of ${known.join(', ')}`,
      isKey: true,
    }));
}

/** The type and never the value: somebody may have put a secret there. */
export function nameType(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object'
    ? 'a map'
    : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}
