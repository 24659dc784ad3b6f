// Races for a label, many at once: however close they come, UpdateSecretVersionStage may let only one through. It is AWS's documented
// rule (API reference, "UpdateSecretVersionStage": the call fails where the label is on another version than RemoveFromVersionId
// names); that it also holds for calls at the same moment is what nobody can prove without AWS.
import { AWSCURRENT, AWSPENDING } from '../../src/rotation/staging.ts';
import { type Contender, type Contest, listHolders, readLabels } from './contest.ts';
import type { Finding } from './finding.ts';

/** As claims do: AWSPENDING is on no version, everybody wants it. */
export async function raceForClaim(contest: Contest, rounds: number): Promise<Finding> {
  const { arn, signal } = contest;
  return await raceFor(contest, AWSPENDING, rounds, async (winner) => {
    await winner.secrets.moveLabel({ arn, label: AWSPENDING, from: winner.token }, signal);
    await readLabels(contest, (labels) => listHolders(labels, AWSPENDING).length === 0);
    return undefined;
  });
}

/** As FinishSecret does: everybody names the version that AWSCURRENT was on when they looked. */
export async function raceForSwitch(contest: Contest, rounds: number): Promise<Finding> {
  const labels = await readLabels(contest, () => true);
  const [from] = listHolders(labels, AWSCURRENT);
  return await raceFor(contest, AWSCURRENT, rounds, async ({ token }) => token, from);
}

/** @param next makes ready for another round, and answers the version that the label is then to be taken from */
async function raceFor(
  contest: Contest,
  label: string,
  rounds: number,
  next: (winner: Contender) => Promise<string | undefined>,
  first?: string,
): Promise<Finding> {
  const wins: number[] = [];
  const strays: string[] = [];
  let from = first;
  for (let round = 0; round < rounds; round += 1) {
    const winners = await raceOnce(contest, label, from);
    wins.push(winners.length);
    const [winner] = winners;
    if (winner === undefined || winners.length > 1) break;
    const isThere = (held: readonly string[]): boolean => held.join() === winner.token;
    const holders = listHolders(
      await readLabels(contest, (labels) => isThere(listHolders(labels, label))),
      label,
    );
    if (!isThere(holders)) strays.push(`${label} on ${holders.join(' and ')}`);
    from = await next(winner);
  }
  const { length } = contest.contenders;
  return {
    what: `${String(length)} contenders for ${label}, ${String(rounds)} rounds: one wins each`,
    held: wins.length === rounds && wins.every((count) => count === 1) && strays.length === 0,
    seen: [`winners: ${wins.join(' ')}`, ...strays].join('; '),
  };
}

/** Who holds the label already would be told "moved" for nothing, so the holder does not run. */
async function raceOnce(
  { arn, signal, contenders }: Contest,
  label: string,
  from: string | undefined,
): Promise<readonly Contender[]> {
  const runners = contenders.filter(({ token }) => token !== from);
  await Promise.all(runners.map(async ({ secrets }) => await secrets.describe(arn, signal))); // connections are open
  const results = await Promise.all(
    runners.map(
      async ({ secrets, token }) =>
        await secrets.moveLabel(
          { arn, label, to: token, ...(from !== undefined && { from }) },
          signal,
        ),
    ),
  );
  return runners.filter((_, index) => results[index] === 'moved');
}
