// The one error that an action throws on purpose. local/wire writes it in the protocol's own form.

export interface ServiceErrorOptions {
  /** HTTP status; AWS answers 400 to most client errors. */
  readonly status?: number;
  /** Further members of the modelled error shape, such as `LimitExceededException.Limit`. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

export class ServiceError extends Error {
  /** The error's shape name as the SDK knows it, such as `ResourceNotFoundException`. */
  readonly code: string;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: ServiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.details = options.details ?? {};
  }
}

/** Jest and worker threads have their own realms, so go by the shape and not by the class. */
export function isServiceError(error: unknown): error is ServiceError {
  return (
    error instanceof Error &&
    'code' in error &&
    'status' in error &&
    typeof error.status === 'number'
  );
}
