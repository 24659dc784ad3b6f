// Every secret by what its labels and its schedule tell: which of them are worth a look of their own. No target is asked.
import { gatherLabels } from '../../src/aws/doctor/gather-secret.ts';
import type { Gathering } from '../../src/aws/doctor/gather-stack.ts';
import { listSecrets } from '../../src/aws/secret-list.ts';
import { sha256 } from '../../src/aws/sha256.ts';
import { examineSecret } from '../../src/rotation/doctor/examine.ts';
import type { Finding } from '../../src/rotation/doctor/finding.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import { type Reading, readEach } from '../operate/reading.ts';
import { SCHEDULES } from '../schedules/pace.ts';

export interface Troubled {
  /** Of all that carry the tag. */
  readonly count: number;
  readonly secrets: readonly TroubledSecret[];
}

export interface TroubledSecret {
  readonly name: string;
  /** The problems among what was found. */
  readonly findings: readonly Finding[];
  readonly command: string;
}

export async function findTroubled(gathering: Gathering, reading: Reading): Promise<Troubled> {
  const { config, clock, signal } = gathering;
  const all: SecretDescription[] = [];
  for await (const page of listSecrets(config, clock, signal)) all.push(...page);
  const troubled: TroubledSecret[] = [];
  await readEach(reading, all, SCHEDULES, async (description) => {
    const facts = await gatherLabels(gathering, description);
    const findings = examineSecret({ hash: sha256 }, facts).filter(
      ({ verdict }) => verdict === 'problem',
    );
    if (findings.length === 0) return;
    troubled.push({
      name: description.name,
      findings,
      command: facts.commands.doctor(description.name),
    });
  });
  return { count: all.length, secrets: troubled.sort((a, b) => a.name.localeCompare(b.name)) };
}
