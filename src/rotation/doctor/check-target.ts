// What the target says to the credentials, asked by the preflight from where the rotation's Lambdas run; and whether tags, target and
// admin credential are as they must be.
import { findEntry } from '../catalogue.ts';
import { isKnown } from '../known.ts';
import type { PreflightSecret, Problem, VersionFacts } from '../preflight.ts';
import { AWSCURRENT, AWSPENDING, AWSPREVIOUS } from '../staging.ts';
import { LONG_MS } from '../symptom.ts';
import type { SecretFacts } from './facts.ts';
import { cannotLook, type Finding, ok } from './finding.ts';

export function checkTarget(facts: SecretFacts): readonly Finding[] {
  const { preflight } = facts;
  if (preflight === undefined) return [];
  if (!isKnown(preflight)) return cannotLook('target', 'the target', preflight);
  const { secret, problem } = preflight.value;
  if (problem !== undefined)
    return [
      toFinding(facts, 'secret-unreadable', 'The functions cannot look at the secret', problem),
    ];
  if (secret === undefined) return [];
  return [
    ...checkSettings(facts, secret),
    ...checkAdmin(facts, secret),
    ...checkCurrent(facts, secret),
  ];
}

function checkSettings(
  facts: SecretFacts,
  { settings, problem }: PreflightSecret,
): readonly Finding[] {
  if (problem !== undefined)
    return [toFinding(facts, 'settings', 'The tags are not as they must be', problem)];
  if (settings?.enabled !== false) return [];
  const evidence = 'The tag rekey:enabled is false: every run skips the secret.';
  const command = facts.commands.tag(facts.description.name, 'rekey:enabled', 'true');
  return [{ id: 'switched-off', verdict: 'warning', catalogue: 'R08', evidence, command }];
}

function checkAdmin(
  facts: SecretFacts,
  { settings, adminProblem }: PreflightSecret,
): readonly Finding[] {
  if (adminProblem === undefined) return [];
  const name = settings?.target.admin;
  const { admin, commands } = facts;
  const lacksTag =
    admin !== undefined && isKnown(admin) && admin.value.tags.get('rekey:role') !== 'admin';
  const found = toFinding(
    facts,
    'admin-unreadable',
    `The admin credential in ${name ?? 'the secret that masterarn names'} cannot be read by the functions`,
    adminProblem,
  );
  return [
    lacksTag && name !== undefined
      ? { ...found, command: commands.tag(name, 'rekey:role', 'admin') }
      : found,
  ];
}

function checkCurrent(
  facts: SecretFacts,
  { versions, target }: PreflightSecret,
): readonly Finding[] {
  const current = versions.find(({ labels }) => labels.includes(AWSCURRENT));
  if (current?.works === undefined) return [];
  const { description, commands } = facts;
  const { works, milliseconds = 0, problem } = current;
  const name = target?.name ?? 'the target';
  const took = `${String(milliseconds)} ms`;
  switch (works) {
    case 'working':
      return [ok('target', `${name} accepts AWSCURRENT (${took}).${describeOthers(versions)}`)];
    case 'no counterpart':
      return [ok('target', 'The secret has no counterpart: every value works.')];
    case 'refused':
      return [
        toRefused(
          facts,
          versions,
          current,
          `${name} refuses AWSCURRENT (${took}: ${milliseconds > LONG_MS ? 'long' : 'short, which means credentials'}).`,
        ),
      ];
    case 'unreachable':
      return [
        {
          id: 'target-unreachable',
          verdict: 'problem',
          catalogue: 'T05a',
          evidence: `${name} did not say whether AWSCURRENT works (${took}). Asked from where the functions run.`,
          command: commands.showNetwork(facts.stack.preflightFunctionName ?? ''),
        },
      ];
    case 'unreadable':
      if (problem !== undefined)
        return [
          toFinding(facts, 'current-unreadable', 'The functions cannot use AWSCURRENT', problem),
        ];
      return [
        {
          id: 'current-unreadable',
          verdict: 'problem',
          catalogue: 'R08',
          evidence: 'AWSCURRENT has no value.',
          command: commands.putValue(description.name),
        },
      ];
  }
}

/** Where the pending version works, check-pending proposes it; else AWSPREVIOUS may be what the target still has. */
function toRefused(
  { description, commands }: SecretFacts,
  versions: readonly VersionFacts[],
  current: VersionFacts,
  evidence: string,
): Finding {
  const found = {
    id: 'current-refused',
    verdict: 'problem',
    catalogue: 'T05b',
    evidence: `${evidence}${describeOthers(versions)}`,
  } as const;
  const working = versions.find(
    ({ works, labels }) => works === 'working' && !labels.includes(AWSPENDING),
  );
  if (working !== undefined) {
    const move = { from: current.versionId, to: working.versionId };
    return { ...found, command: commands.moveCurrent(description.name, move) };
  }
  if (versions.some(({ works }) => works === 'working')) return found;
  return { ...found, command: commands.putValue(description.name) };
}

function describeOthers(versions: readonly VersionFacts[]): string {
  const others = versions.flatMap(({ labels, works }) => {
    const label = labels.find((each) => each === AWSPENDING || each === AWSPREVIOUS);
    return label === undefined || labels.includes(AWSCURRENT) || works === undefined
      ? []
      : [`${label} is ${works}`];
  });
  return others.length === 0 ? '' : ` ${others.join(', ')}.`;
}

/** The catalogue finds the entry by the error, as it does for a run that failed. */
function toFinding(
  { commands, description }: SecretFacts,
  id: string,
  what: string,
  problem: Problem,
): Finding {
  const { error, message, facts } = problem;
  const { entry } = findEntry({ state: 'Preflight', error, message, facts });
  return {
    id,
    verdict: 'problem',
    catalogue: entry.id,
    evidence: `${what}: ${message}`,
    command: commands.describeSecret(description.name),
  };
}
