// The secret itself and its labels: in use, not empty, and free of what dead runs leave.
import { isKnown } from '../known.ts';
import { listOwned } from '../owner-label.ts';
import { listRetirements } from '../retire-label.ts';
import { AWSCURRENT, AWSPENDING, findHolder } from '../staging.ts';
import type { SecretFacts } from './facts.ts';
import { type Finding, ok } from './finding.ts';

/** Secrets Manager quotas: 20 staging labels on all versions of a secret. A rotation needs up to 6 of them. */
const LABELS_MAX = 20;
const LABELS_MANY = 14;
/** Retirement waits for the next run where the run that was to do it has died: that is not yet overdue. */
const OVERDUE_MS = 3_600_000;

export function checkLabels(facts: SecretFacts): readonly Finding[] {
  const found = [
    ...checkUse(facts),
    ...checkLeftovers(facts),
    ...checkRetirements(facts),
    ...checkCount(facts),
  ];
  if (found.length > 0) return found;
  const current = findHolder(facts.description, AWSCURRENT) ?? '';
  return [ok('labels', `AWSCURRENT is on version ${current}; nothing was left behind.`)];
}

function checkUse({ description, commands }: SecretFacts): readonly Finding[] {
  const { name, deletedAt } = description;
  if (deletedAt !== undefined) {
    const evidence = `The secret is scheduled for deletion since ${new Date(deletedAt).toISOString()}: no rotation can touch it.`;
    return [
      {
        id: 'secret-deleted',
        verdict: 'problem',
        catalogue: 'R08',
        evidence,
        command: commands.restore(name),
      },
    ];
  }
  if (findHolder(description, AWSCURRENT) !== undefined) return [];
  const evidence = 'No version carries AWSCURRENT: the secret is empty.';
  return [
    {
      id: 'secret-empty',
      verdict: 'problem',
      catalogue: 'R08',
      evidence,
      command: commands.putValue(name),
    },
  ];
}

/** What holds AWSPENDING is looked at by check-pending. */
function checkLeftovers({ description, executions, commands }: SecretFacts): readonly Finding[] {
  const holder = findHolder(description, AWSPENDING);
  const dead = listOwned(description).filter(({ versionId, owner }) => {
    const state = executions.get(owner.executionArn);
    return (
      versionId !== holder &&
      state !== undefined &&
      isKnown(state) &&
      state.value.kind !== 'running'
    );
  });
  if (dead.length === 0) return [];
  const versions = [...new Set(dead.map(({ versionId }) => versionId))].join(', ');
  return [
    {
      id: 'labels-left',
      verdict: 'warning',
      catalogue: 'T00',
      evidence: `Runs that ended have left their labels on ${versions}.`,
      command: commands.recover(description.name),
      fix: { kind: 'recover', secretId: description.arn },
    },
  ];
}

function checkRetirements({ description, commands, now }: SecretFacts): readonly Finding[] {
  return listRetirements(description)
    .filter(({ dueAt }) => now - dueAt > OVERDUE_MS)
    .map(({ versionId, dueAt }) => ({
      id: 'retirement-overdue',
      verdict: 'problem',
      catalogue: 'R04',
      evidence: `The credential of version ${versionId} was to be revoked at ${new Date(dueAt).toISOString()}, and may still work.`,
      command: commands.retire(description.name),
    }));
}

function checkCount({ description, commands }: SecretFacts): readonly Finding[] {
  const count = [...description.labels.values()].flat().length;
  if (count < LABELS_MANY) return [];
  return [
    {
      id: 'labels-many',
      verdict: 'warning',
      catalogue: 'T00',
      evidence: `${String(count)} staging labels of ${String(LABELS_MAX)} are in use; at the limit no rotation can begin.`,
      command: commands.recover(description.name),
    },
  ];
}
