// Why a store does not open, or does not take a write. What to do about each stands in cli/describe-error.ts. None is an answer of AWS's: the
// wire says "an internal error" to the caller, and the log says which.

type StoreErrorCode =
  | 'StoreInUse'
  | 'StoreTooNew'
  | 'StoreDamaged'
  | 'StoreUnusable'
  | 'StoreFull'
  | 'StoreFailed';

class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = code;
    this.code = code;
  }
}

export function storeInUse(folder: string, holder: string | undefined, cause: unknown): Error {
  const who = holder === undefined ? 'another process' : `another process (pid ${holder})`;
  return new StoreError('StoreInUse', `The store in ${folder} is in use by ${who}.`, cause);
}

export function storeTooNew(folder: string, found: number, known: number): Error {
  const message = `The store in ${folder} has state version ${String(found)}; this Rekey knows versions up to ${String(known)}.`;
  return new StoreError('StoreTooNew', message);
}

export function storeDamaged(folder: string, finding: string, cause?: unknown): Error {
  const message = `The store in ${folder} is damaged: ${finding}.`;
  return new StoreError('StoreDamaged', message, cause);
}

/** The folder cannot be written, is none, or belongs to somebody else. */
export function storeUnusable(folder: string, cause: unknown): Error {
  const message = `The store cannot be kept in ${folder} (${nameCode(cause)}).`;
  return new StoreError('StoreUnusable', message, cause);
}

/** After a sync that failed: what the system did with the bytes nobody knows. */
export function storeFailed(cause: unknown): Error {
  const message = `The disk did not take what was written (${nameCode(cause)}).`;
  return new StoreError('StoreFailed', message, cause);
}

/** SQLite's own words become ours; what it takes back by itself is never half there. Other errors stay what they are. */
export function toStoreError(error: unknown, folder: string): unknown {
  const code = nameCode(error);
  if (code === 'SQLITE_FULL') {
    const message = `The disk is full: nothing more can be written in ${folder}.`;
    return new StoreError('StoreFull', message, error);
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return storeDamaged(folder, code === 'SQLITE_NOTADB' ? 'no database' : 'a bad page', error);
  }
  if (/^SQLITE_(CANTOPEN|READONLY|PERM)/.test(code)) return storeUnusable(folder, error);
  if (code.startsWith('SQLITE_IOERR')) return storeFailed(error);
  return error;
}

function nameCode(cause: unknown): string {
  const { code } = cause as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'no reason given';
}
