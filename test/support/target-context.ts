// What a target is called with in tests: real time, real chance, and a log that keeps its lines.
import { createHash } from 'node:crypto';
import { createSystemClock } from '../../local/clock.ts';
import { createSystemRandom } from '../../local/random.ts';
import type { LogFields } from '../../src/rotation/effects.ts';
import type { TargetContext } from '../../src/rotation/target.ts';

export interface TestContext extends TargetContext {
  readonly lines: string[];
}

/** @param seed names the run: the same seed gives the same token */
export function createTargetContext(
  seed: string,
  overrides: Partial<TargetContext> = {},
): TestContext {
  const lines: string[] = [];
  const write = (message: string, fields?: LogFields): void => {
    lines.push(JSON.stringify({ message, ...fields }));
  };
  return {
    token: `rekey-${createHash('sha256').update(seed).digest('hex').slice(0, 26)}`,
    signal: new AbortController().signal,
    clock: createSystemClock(),
    random: createSystemRandom(),
    log: { info: write, warn: write, error: write },
    ...overrides,
    lines,
  };
}
