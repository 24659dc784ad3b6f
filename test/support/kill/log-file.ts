// What a store's files tell of the moment at which they were left (sqlite.org, WAL-mode File Format).
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LogMoment {
  /**
   * How much of the log is in the database: each page that was committed to the log is there as its last frame has it, or not yet.
   * Undefined where there is no log, or nothing in it.
   */
  readonly moved: 'nothing' | 'some' | 'all' | undefined;
  /** The log has begun anew, and what it held before lies behind what it holds now. */
  readonly hasBegunAnew: boolean;
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

export function readMoment(folder: string): LogMoment {
  const logFile = join(folder, 'store.db-wal');
  const log = existsSync(logFile) ? readFileSync(logFile) : Buffer.alloc(0);
  if (log.length < HEADER_BYTES) return { moved: undefined, hasBegunAnew: false };
  const pageBytes = log.readUInt32BE(8);
  const { pages, end } = readFrames(log, pageBytes);
  const hasBegunAnew = log.length - end > FRAME_HEADER_BYTES + pageBytes;
  if (pages.size === 0) return { moved: undefined, hasBegunAnew };
  const database = readFileSync(join(folder, 'store.db'));
  const here = [...pages].filter(([number, page]) =>
    database.subarray((number - 1) * pageBytes, number * pageBytes).equals(page),
  );
  const moved = here.length === 0 ? 'nothing' : here.length < pages.size ? 'some' : 'all';
  return { moved, hasBegunAnew };
}

/** The log's salts, which change whenever it begins anew. */
export function readSalts(log: Buffer): string {
  return log.toString('hex', 16, 24);
}

/** The last frame of each page that was committed since the log began, and where the log's frames end. */
function readFrames(
  log: Buffer,
  pageBytes: number,
): { readonly pages: ReadonlyMap<number, Buffer>; readonly end: number } {
  const committed = new Map<number, Buffer>();
  let open: [number, Buffer][] = [];
  let at = HEADER_BYTES;
  for (; at + FRAME_HEADER_BYTES + pageBytes <= log.length; at += FRAME_HEADER_BYTES + pageBytes) {
    if (log.toString('hex', at + 8, at + 16) !== readSalts(log)) break;
    const page = log.subarray(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + pageBytes);
    open.push([log.readUInt32BE(at), page]);
    if (log.readUInt32BE(at + 4) === 0) continue;
    for (const [number, content] of open) committed.set(number, content);
    open = [];
  }
  return { pages: committed, end: at };
}
