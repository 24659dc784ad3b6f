// What has gone already, or was never there, is no failure where absence is all that matters.
import { isServiceError } from '../../service-error.ts';
import { isMissing } from './effects.ts';

export async function ignoreMissing(call: Promise<unknown>): Promise<void> {
  await isFound(call);
}

/** Whether `call` finds its resource. */
export async function isFound(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (!isServiceError(error) || !(isMissing(error.code) || error.status === 404)) throw error;
    return false;
  }
}
