// rotations.yml as people wrote it: parsed whole, or refused with line and column of everything that is wrong.
import { readFile } from 'node:fs/promises';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import type { FileFault, FilePath } from '../../src/rotation/desired/file-shape.ts';
import { type FileRotation, parseRotations } from '../../src/rotation/desired/parse-rotations.ts';
import { RotationError } from '../../src/rotation/errors.ts';

export interface RotationsFile {
  readonly rotations: readonly FileRotation[];
  /** @throws RotationError InvalidConfiguration with each fault, in the order of the file; nothing is thrown without one */
  refuse(faults: readonly FileFault[]): void;
}

/** @throws RotationError InvalidConfiguration, each line as compilers print it: `file:line:column: what` */
export async function loadRotationsFile(file: string): Promise<RotationsFile> {
  return parseRotationsFile(await readText(file), file);
}

/** @param file the name that errors carry */
export function parseRotationsFile(text: string, file: string): RotationsFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors.map(({ pos, message }) => ({ offset: pos[0], message }));
  const throwFaults = (faults: readonly PlacedFault[]): void => {
    if (faults.length > 0) throw toRefusal(faults, file, lines);
  };
  // Keys that stand twice leave the rest readable; after any other error nothing is sure.
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) throwFaults(syntax);
  const place = (faults: readonly FileFault[]): readonly PlacedFault[] =>
    faults.map(({ path, isKey, message, other }) => ({
      offset: findOffset(document, path, isKey === true),
      message,
      ...(other === undefined ? {} : { other: findOffset(document, other, false) }),
    }));
  const { rotations, faults } = parseRotations(document.toJS());
  throwFaults([...syntax, ...place(faults)]);
  return { rotations, refuse: (later) => throwFaults(place(later)) };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw toUnread(file, error as NodeJS.ErrnoException);
  }
}

function toUnread(file: string, cause: NodeJS.ErrnoException): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `${file}: expected a file with rotations, found none (${cause.code ?? cause.name}): name another with --file.`,
    {},
    { cause },
  );
}

interface PlacedFault {
  readonly offset: number;
  readonly message: string;
  readonly other?: number;
}

function toRefusal(
  faults: readonly PlacedFault[],
  file: string,
  lines: LineCounter,
): RotationError {
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${String(line)}:${String(col)}`;
  };
  const texts = [...faults]
    .sort((one, next) => one.offset - next.offset)
    .map(({ offset, message, other }) => {
      const rest = other === undefined ? '' : ` ${at(other)}`;
      return `${at(offset)}: ${message}${rest}`;
    });
  const count = texts.length === 1 ? 'one fault' : `${String(texts.length)} faults`;
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `${count}, so nothing was applied:\n${texts.join('\n')}`,
  );
}

/** Where the path's key or value begins; of what is missing, where it would stand. */
function findOffset(document: Document, path: FilePath, isKey: boolean): number {
  let node: unknown = document.contents;
  let offset = findStart(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const parent = isAlias(node) ? node.resolve(document) : node;
    const next = findChild(parent, step);
    if (next === undefined) break;
    const isLast = index === path.length - 1;
    offset = (isKey && isLast ? undefined : findStart(next.value)) ?? findStart(next.key) ?? offset;
    node = next.value;
  }
  return offset;
}

function findChild(
  parent: unknown,
  step: string | number,
): { readonly key?: unknown; readonly value: unknown } | undefined {
  if (isSeq(parent)) {
    const value = parent.items[Number(step)];
    return value === undefined ? undefined : { value };
  }
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
}

function findStart(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
