// What is wrong with a schedule expression or its window: the field, what is allowed there, and what was found.
import { RotationError } from '../errors.ts';

/** @param field as Secrets Manager's guide calls it, such as `Day-of-month` */
export function toInvalid(field: string, expected: string, found: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `Schedule, ${field}: expected ${expected}; found "${found}".`,
  );
}
