// The only valid policy name is default (API_GetKeyPolicy).
import { ServiceError } from '../service-error.ts';

/** @throws ServiceError NotFoundException */
export function checkPolicyName(name = 'default'): void {
  if (name !== 'default') throw new ServiceError('NotFoundException', 'No such policy exists');
}
