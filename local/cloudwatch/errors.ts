// The errors of CloudWatch, by the names of its shapes; Query answers them under their older names.
import { ServiceError } from '../service-error.ts';

type Code =
  | 'DashboardInvalidInputError'
  | 'DashboardNotFoundError'
  | 'InvalidParameterCombinationException'
  | 'InvalidParameterValueException'
  | 'LimitExceededFault'
  | 'MissingRequiredParameterException'
  | 'ResourceNotFound'
  | 'ResourceNotFoundException'
  | 'ValidationException';

const STATUS: Partial<Readonly<Record<Code, number>>> = {
  DashboardNotFoundError: 404,
  ResourceNotFound: 404,
  ResourceNotFoundException: 404,
};

export function createCloudWatchError(
  code: Code,
  message: string,
  { cause, ...details }: { readonly cause?: unknown; readonly [member: string]: unknown } = {},
): ServiceError {
  return new ServiceError(code, message, { status: STATUS[code] ?? 400, details, cause });
}

export function invalidValue(message: string): ServiceError {
  return createCloudWatchError('InvalidParameterValueException', message);
}
