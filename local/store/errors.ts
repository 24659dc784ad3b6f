// Why a store does not open, or does not take a write. What to do about each stands in cli/describe-error.ts. None is an answer of AWS's: the
// wire says "an internal error" to the caller, and the log says which.

type StoreErrorCode = 'StoreInUse' | 'StoreFull' | 'StoreFailed';

class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause: unknown) {
    super(message, { cause });
    this.name = code;
    this.code = code;
  }
}

export function storeInUse(folder: string, cause: unknown): Error {
  const message = `The store in ${folder} is in use by another endpoint that runs.`;
  return new StoreError('StoreInUse', message, cause);
}

/** A sync or a write that the system refused for no want of room: what it did with the rest nobody knows. */
export function storeFailed(cause: unknown): Error {
  const message = `The disk did not take what was written (${nameCode(cause)}).`;
  return new StoreError('StoreFailed', message, cause);
}

function nameCode(cause: unknown): string {
  const { code } = cause as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'no reason given';
}
