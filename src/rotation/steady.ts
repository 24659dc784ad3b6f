// Secrets Manager is eventually consistent: a read may be some seconds old. What looks wrong is therefore asked again for 10 s before
// it is believed.
import type { Ports } from './ports.ts';

const STEADY_MS = 10_000;
const PAUSE_MS = 1000;

/** @returns the first answer that `isExpected` takes, or the last one */
export async function readSteady<Answer>(
  { clock }: Pick<Ports, 'clock'>,
  signal: AbortSignal,
  read: () => Promise<Answer>,
  isExpected: (answer: Answer) => boolean,
): Promise<Answer> {
  const until = clock.now() + STEADY_MS;
  for (;;) {
    const answer = await read();
    if (isExpected(answer) || clock.now() >= until) return answer;
    await clock.sleep(PAUSE_MS, signal);
  }
}
