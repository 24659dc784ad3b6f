// What a call ends with whose window, or whose Lambda, has no more time: it is tried again, or too late.
import { RotationError } from '../rotation/errors.ts';

/** @param service as a sentence names it, such as `the database` */
export function outOfTime(service: string): RotationError {
  return new RotationError('Rekey.Transient', `The time for the call to ${service} ran out.`);
}
