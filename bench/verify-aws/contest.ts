// The contenders for one secret's labels: each has connections of its own and a version of its own under its owner's label, as a
// rotation's claim has.
import type { Clock } from '../../local/clock.ts';
import type { Random } from '../../local/random.ts';
import { toVersionLabel } from '../../src/rotation/owner-label.ts';
import type { SecretStore } from '../../src/rotation/ports.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';

export interface Contest {
  readonly arn: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly contenders: readonly Contender[];
}

export interface Contender {
  readonly secrets: SecretStore;
  readonly token: string;
  /** Its owner's label, of the length that a real run's has. */
  readonly label: string;
}

/** Reads of Secrets Manager may be so old. */
const READ_MS_MAX = 10_000;
const READ_MS_BETWEEN = 250;

export function createContender(secrets: SecretStore, arn: string, random: Random): Contender {
  const id = Buffer.from(random.bytes(16)).toString('hex');
  const [, partition = 'aws', , region = '', account = ''] = arn.split(':');
  const executionArn = `arn:${partition}:states:${region}:${account}:execution:rekey-verify-rotation:${id}`;
  return {
    secrets,
    token: `rekey-${id.slice(0, 26)}`,
    label: toVersionLabel(executionArn, 1),
  };
}

/** Each version is put once: a secret may have a hundred in a day, and rounds only move labels. */
export async function enter({ arn, signal, contenders }: Contest): Promise<void> {
  for (const { secrets, token, label } of contenders) {
    const value = new SecretValue(`opens nothing: ${token}`);
    await secrets.put({ arn, token, value, labels: [label] }, signal);
  }
}

export type Labels = ReadonlyMap<string, readonly string[]>;

/** The secret's labels once `isSettled` says so, or as they are after ten seconds. */
export async function readLabels(
  { arn, clock, signal, contenders }: Contest,
  isSettled: (labels: Labels) => boolean,
): Promise<Labels> {
  const [first] = contenders;
  if (first === undefined) throw new Error('A contest needs contenders.');
  const end = clock.now() + READ_MS_MAX;
  for (;;) {
    const { labels } = await first.secrets.describe(arn, signal);
    if (isSettled(labels) || clock.now() > end) return labels;
    await clock.sleep(READ_MS_BETWEEN, signal);
  }
}

export function listHolders(labels: Labels, label: string): readonly string[] {
  return [...labels].filter(([, held]) => held.includes(label)).map(([versionId]) => versionId);
}
