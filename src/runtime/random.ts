// The Lambdas' chance: the operating system's generator, fit for secrets.
import { randomBytes } from 'node:crypto';
import type { Random } from '../rotation/effects.ts';

export function createSystemRandom(): Random {
  return { bytes: (count) => randomBytes(count) };
}
