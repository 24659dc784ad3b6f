// AWSPENDING on a version that is not AWSCURRENT: a rotation runs, or one has died and blocks all others (T10). What is to be done is
// decided by what works at the target.
import { isKnown } from '../known.ts';
import { LAMBDA_ENDED_MS } from '../life.ts';
import { listOwned } from '../owner-label.ts';
import type { VersionFacts } from '../preflight.ts';
import { AWSCURRENT, AWSPENDING, findHolder, listLabels } from '../staging.ts';
import { isRotatedByUs } from './check-native.ts';
import type { SecretFacts } from './facts.ts';
import { cannotLook, type Finding, type Fix, ok } from './finding.ts';

export function checkPending(facts: SecretFacts): readonly Finding[] {
  const { description } = facts;
  const holder = findHolder(description, AWSPENDING);
  if (holder === undefined) return [ok('pending', 'AWSPENDING is on no version.')];
  if (listLabels(description, holder).includes(AWSCURRENT))
    return [
      ok('pending', 'AWSPENDING is on the version that is AWSCURRENT: that rotation is finished.'),
    ];
  const owner = listOwned(description).find(({ versionId }) => versionId === holder)?.owner;
  if (owner === undefined) return [toForeign(facts, holder)];
  return checkOwner(facts, holder, owner.executionArn);
}

/** The run that made the version lives, or it left it behind. */
function checkOwner(facts: SecretFacts, holder: string, executionArn: string): readonly Finding[] {
  const state = facts.executions.get(executionArn);
  if (state === undefined) return [];
  if (!isKnown(state))
    return cannotLook('pending', `the run ${executionArn}, which holds AWSPENDING`, state);
  const { value } = state;
  if (value.kind === 'running') return [ok('pending', `A rotation runs: ${executionArn}.`)];
  if (value.kind === 'ended' && facts.now - value.endedAt <= LAMBDA_ENDED_MS) {
    return [ok('pending', `${executionArn} ended moments ago; what it left is being settled.`)];
  }
  const end =
    value.kind === 'unknown'
      ? 'does not exist'
      : `ended ${value.status} at ${new Date(value.endedAt).toISOString()}`;
  const { name } = facts.description;
  const about = `AWSPENDING is on ${describeVersion(facts, holder)}, made by a run that ${end} (${executionArn}).`;
  const decision = decide(facts, holder);
  return [
    {
      id: 'pending-stuck',
      verdict: 'problem',
      catalogue: 'T10',
      evidence: `${about} ${decision.because}`,
      command: facts.commands.recover(name),
      ...(decision.act === 'nothing'
        ? {}
        : { fix: { kind: 'recover', secretId: facts.description.arn } }),
    },
  ];
}

/** Made by no run of ours: by hand, by another tool, or by Secrets Manager itself. */
function toForeign(facts: SecretFacts, holder: string): Finding {
  const { description, commands } = facts;
  const isEmpty = findVersion(facts, holder)?.isEmpty === true;
  const about = `AWSPENDING is on ${describeVersion(facts, holder)}, which no run of Rekey's made${isEmpty ? ' and which has no value' : ''}.`;
  const found = {
    id: isEmpty ? 'pending-empty' : 'pending-foreign',
    verdict: 'problem',
    catalogue: 'T10',
  } as const;
  if (description.rotationEnabled) {
    return {
      ...found,
      ...(isRotatedByUs(facts) ? { verdict: 'warning' } : {}),
      evidence: `${about} Secrets Manager's own rotation is on, so it may still work on it.`,
      command: commands.cancelNativeRotation(description.name),
    };
  }
  const { act, because } = decide(facts, holder);
  const evidence = `${about} ${because}`;
  const current = findHolder(description, AWSCURRENT);
  if (act === 'promote' && current !== undefined) {
    return {
      ...found,
      evidence,
      command: toPromotion(facts, current, holder),
      fix: { kind: 'promote-pending', arn: description.arn, from: current, to: holder },
    };
  }
  const takeOff = commands.takePendingOff(description.name, holder);
  if (act === 'nothing') return { ...found, evidence };
  const fix: Fix = { kind: 'drop-pending', arn: description.arn, versionId: holder };
  return { ...found, evidence, command: takeOff, fix };
}

/** Only two things are safe: to go back where AWSCURRENT works, and to go on where it is refused and the pending version works. */
function decide(
  facts: SecretFacts,
  holder: string,
): { readonly act: 'drop' | 'promote' | 'nothing'; readonly because: string } {
  const current = findVersion(facts, findHolder(facts.description, AWSCURRENT));
  const pending = findVersion(facts, holder);
  switch (current?.works) {
    case 'working':
      return {
        act: 'drop',
        because: 'AWSCURRENT works at the target, so nothing is lost by going back to it.',
      };
    case 'no counterpart':
      return {
        act: 'drop',
        because: 'The secret has no counterpart, so AWSCURRENT is as good as ever.',
      };
    case 'refused':
      return pending?.works === 'working'
        ? {
            act: 'promote',
            because:
              'The target refuses AWSCURRENT and accepts the pending version: it has switched already.',
          }
        : {
            act: 'nothing',
            because: `The target refuses AWSCURRENT, and the pending version is ${pending?.works ?? 'not known to work'}: nothing is safe to do by itself.`,
          };
    case 'unreachable':
      return {
        act: 'nothing',
        because:
          'The target cannot be reached, so it is not known what works: nothing is safe to do now.',
      };
    case 'unreadable':
    case undefined:
      return {
        act: 'nothing',
        because: 'It is not known whether AWSCURRENT works: nothing is safe to do now.',
      };
  }
}

function toPromotion({ commands, description }: SecretFacts, from: string, to: string): string {
  return commands.moveCurrent(description.name, { from, to });
}

function findVersion(
  { preflight }: SecretFacts,
  versionId: string | undefined,
): VersionFacts | undefined {
  if (preflight === undefined || !isKnown(preflight)) return undefined;
  return preflight.value.secret?.versions.find((version) => version.versionId === versionId);
}

function describeVersion(facts: SecretFacts, versionId: string): string {
  const madeAt = findVersion(facts, versionId)?.madeAt;
  return `version ${versionId}${madeAt === undefined ? '' : `, made at ${madeAt}`}`;
}
