// A read that one has no permission for costs a row or a column, not the whole answer.
import { isRotationError } from '../../src/rotation/errors.ts';

export type Read<Value> = { readonly value: Value } | { readonly refused: string };

/** @returns the call that was refused, such as `no permission for scheduler:GetSchedule`; every other error goes on */
export async function orRefused<Value>(work: Promise<Value>): Promise<Read<Value>> {
  try {
    return { value: await work };
  } catch (error) {
    if (!isRotationError(error) || error.code !== 'Rekey.AccessDenied') throw error;
    return { refused: `no permission for ${error.facts.call ?? 'a read'}` };
  }
}
