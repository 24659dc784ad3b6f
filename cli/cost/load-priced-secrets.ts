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
  const { facts, refused, notes } = await loadScheduleFacts(reading, rotated, undefined);
  const known = new Set(rotated.map(({ arn }) => arn));
  const secrets = [
    ...rotated.map((each) => toRotated(each, facts.get(each.arn))),
    // An admin credential may be rotated too; then it is counted already.
    ...admins
      .filter(({ arn }) => !known.has(arn))
      .map((each) => ({ ...each, role: 'admin' as const })),
  ];
  const broken = rotated.flatMap(({ arn, name }) => toBrokenNote(name, facts.get(arn)));
  return { secrets, notes: [...notes, ...toRefusedNotes(refused), ...broken] };
}

function toRotated(secret: SecretDescription, fact: ScheduleFact | undefined): PricedSecret {
  return { ...secret, role: 'rotated', ...(fact?.kind === 'ours' && { plan: fact }) };
}

function toBrokenNote(name: string, fact: ScheduleFact | undefined): readonly string[] {
  if (fact?.kind !== 'broken') return [];
  return [`Rotations of ${name} are not counted: schedule ${fact.name}: ${fact.problem}`];
}

/** One for each reason: who may not read one schedule may mostly not read any. */
function toRefusedNotes(refused: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set(refused.values())].map((reason) => {
    const count = [...refused.values()].filter((each) => each === reason).length;
    return `Rotations of ${String(count)} secrets are not counted: ${reason}.`;
  });
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
