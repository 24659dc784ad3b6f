// Which failures are tried again, and what a dead letter says about those that are not.
// Source: EventBridge user guide, "Using dead-letter queues to process undelivered events".
import { isServiceError } from '../service-error.ts';
import { RoleError } from './target-call.ts';

export interface DeliveryError {
  readonly code: string;
  readonly message: string;
  readonly isRetryable: boolean;
}

export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof RoleError) {
    return { code: 'FAILED_TO_ASSUME_ROLE', message: error.message, isRetryable: false };
  }
  if (!isServiceError(error)) {
    return {
      code: 'INTERNAL_ERROR',
      message: 'The target failed unexpectedly.',
      isRetryable: true,
    };
  }
  const { code, message, status } = error;
  if (/Throttl|TooManyRequests|LimitExceeded/.test(code)) {
    return { code: 'THROTTLING', message, isRetryable: true };
  }
  if (/AccessDenied|AuthorizationError/.test(code)) {
    return { code: 'NO_PERMISSIONS', message, isRetryable: false };
  }
  if (/NotFound|DoesNotExist/.test(code)) {
    return { code: 'NO_RESOURCE', message, isRetryable: false };
  }
  if (status >= 500) return { code: 'ERROR_FROM_TARGET', message, isRetryable: true };
  return { code: 'SDK_CLIENT_ERROR', message, isRetryable: false };
}
