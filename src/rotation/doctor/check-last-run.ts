// What the last run said: its diagnosis is the catalogue's own, from the error and its duration.
import { isKnown } from '../known.ts';
import type { SecretFacts } from './facts.ts';
import { cannotLook, type Finding, ok } from './finding.ts';

export function checkLastRun({ lastRun, commands }: SecretFacts): readonly Finding[] {
  if (lastRun === undefined) return [];
  if (!isKnown(lastRun)) return cannotLook('last-run', 'the evidence of past runs', lastRun);
  const run = lastRun.value;
  if (run === undefined) return [];
  const { result, failure, startedAt, executionArn } = run;
  const when = new Date(startedAt).toISOString();
  if (result !== 'failed' && result !== 'stopped')
    return [ok('last-run', `The last run began at ${when}: ${result}.`)];
  const why =
    failure === undefined
      ? 'nothing is known of why'
      : `${failure.step} failed with ${failure.error}${failure.recovery === undefined ? '' : `; recovery: ${failure.recovery}`}`;
  return [
    {
      id: 'last-run-failed',
      verdict: 'problem',
      catalogue: failure?.catalogue ?? 'T00',
      evidence: `The last run began at ${when} and ${result === 'stopped' ? 'was stopped' : 'failed'}: ${why}.`,
      command: failure?.nextCommand ?? commands.describeExecution(executionArn),
    },
  ];
}
