// Time that passes while a call is on its way over HTTP.
import type { ManualClock } from '../../local/clock.ts';

/** Moves the clock step by step until the call has been answered, at most a hundred steps. */
export async function advanceUntil<Result>(
  clock: ManualClock,
  call: Promise<Result>,
  stepMs: number,
): Promise<Result> {
  const state = { answered: false };
  const answered = (): void => {
    state.answered = true;
  };
  call.then(answered, answered);
  for (let step = 0; step < 100 && !state.answered; step += 1) await clock.advance(stepMs);
  return await call;
}
