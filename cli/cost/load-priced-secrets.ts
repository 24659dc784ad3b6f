// Every secret that Rekey rotates or works with, and its schedule, for what they cost. It only reads.
import { listSecrets } from '../../src/aws/secret-list.ts';
import type { PricedSecret } from '../../src/rotation/cost/monthly-cost.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import type { ScheduleFact } from '../../src/rotation/secret-facts.ts';
import { loadScheduleFacts } from '../operate/load-schedule-facts.ts';
import type { Reading } from '../operate/reading.ts';

export interface PricedSecrets {
  readonly secrets: readonly PricedSecret[];
  /** What could not be counted, and why. */
  readonly notes: readonly string[];
}

export async function loadPricedSecrets(reading: Reading): Promise<PricedSecrets> {
  const [rotated, admins] = await Promise.all([
    listAll(reading, 'rotated'),
    listAll(reading, 'admin'),
  ]);
  const { facts, notes: scheduleNotes } = await loadScheduleFacts(reading, rotated);
  const known = new Set(rotated.map(({ arn }) => arn));
  const notes = [...scheduleNotes];
  const toRotated = (secret: SecretDescription): PricedSecret => {
    const fact = facts.get(secret.arn) ?? { kind: 'unreadable' };
    if (fact.kind === 'ours') return { ...secret, role: 'rotated', plan: fact };
    const problem = describeProblem(fact);
    if (problem !== undefined) notes.push(`Without rotations of ${secret.name}: ${problem}.`);
    return { ...secret, role: 'rotated' };
  };
  const secrets = [
    ...rotated.map(toRotated),
    // An admin credential may be rotated too; then it is counted already.
    ...admins
      .filter(({ arn }) => !known.has(arn))
      .map((each) => ({ ...each, role: 'admin' as const })),
  ];
  return { secrets, notes };
}

function describeProblem(fact: ScheduleFact): string | undefined {
  switch (fact.kind) {
    case 'none':
    case 'ours':
      return undefined;
    case 'unreadable':
      return 'its schedule could not be read';
    case 'broken':
      return `schedule ${fact.name}: ${fact.problem.replace(/\.$/, '')}`;
  }
}

async function listAll(
  { config, clock, signal, progress }: Reading,
  which: 'rotated' | 'admin',
): Promise<readonly SecretDescription[]> {
  const found: SecretDescription[] = [];
  for await (const page of listSecrets(config, clock, signal, which)) {
    found.push(...page);
    progress(which === 'rotated' ? 'secrets' : 'admin credentials', found.length);
  }
  return found;
}
