// What Plan does before anything else: settle what dead runs left, and retire what is due and was missed. Without it a secret
// would gather labels until Secrets Manager's limit of twenty ends all rotation.
import { foreignHolder } from './claim.ts';
import { isRotationError, RotationError } from './errors.ts';
import { isAlive } from './life.ts';
import type { ManagedSecret } from './managed-secret.ts';
import { listOwned } from './owner-label.ts';
import type { SecretDescription } from './ports.ts';
import { release, reserve } from './reservation.ts';
import { labelSuperseded, listDue, retireOne } from './retire-due.ts';
import { settle } from './settle.ts';
import { AWSCURRENT, AWSPENDING, findHolder, listLabels } from './staging.ts';
import type { Recovery } from './state.ts';
import { readSteady } from './steady.ts';
import { ATTEMPTS_MAX, toReservationToken } from './token.ts';

export type SweepResult =
  /** Another run works on the secret. */
  | { readonly kind: 'busy'; readonly executionArn: string }
  /** `description` is what the secret looks like now. */
  | {
      readonly kind: 'swept';
      readonly description: SecretDescription;
      /** What the dead runs came to. */
      readonly settled: readonly Recovery[];
    };

/** @throws RotationError RotationInProgress where a rotation that is not ours holds AWSPENDING */
export async function sweep(
  secret: ManagedSecret,
  executionArn: string,
  found: SecretDescription,
): Promise<SweepResult> {
  const { ports, arn, signal } = secret;
  const before = await checkHolder(secret, found);
  const owners = await listOthers(secret, executionArn, before);
  const holder = findHolder(before, AWSPENDING);
  const busy = owners.find(({ lives, versionIds }) => lives && versionIds.includes(holder ?? ''));
  if (busy !== undefined) return { kind: 'busy', executionArn: busy.executionArn };
  const dead = owners.filter(({ lives }) => !lives);
  if (dead.length === 0 && !isMarked(before, executionArn)) {
    return { kind: 'swept', description: await retireMissed(secret, before), settled: [] };
  }
  const settled = await settleDead(secret, executionArn, dead, holder);
  if (typeof settled === 'string') return { kind: 'busy', executionArn: settled };
  // The labels come off last: where they are gone, the read is young enough to show all that was settled.
  const after = await readSteady(
    ports,
    signal,
    () => ports.secrets.describe(arn, signal),
    (seen) =>
      !isMarked(seen, executionArn) && !dead.some((run) => isMarked(seen, run.executionArn)),
  );
  return { kind: 'swept', description: await retireMissed(secret, after), settled };
}

interface Other {
  readonly executionArn: string;
  readonly versionIds: readonly string[];
  /** The highest attempt whose version carries its label; 0 where there is only a reservation. */
  readonly attempt: number;
  readonly lives: boolean;
}

/** A holder without an owner's label is asked again for 10 s: what we read may be some seconds old. */
async function checkHolder(
  { ports, arn, signal }: ManagedSecret,
  found: SecretDescription,
): Promise<SecretDescription> {
  if (!isForeign(found)) return found;
  const seen = await readSteady(
    ports,
    signal,
    () => ports.secrets.describe(arn, signal),
    (description) => !isForeign(description),
  );
  if (isForeign(seen)) throw foreignHolder(seen, findHolder(seen, AWSPENDING) ?? '');
  return seen;
}

function isForeign(description: SecretDescription): boolean {
  const holder = findHolder(description, AWSPENDING);
  if (holder === undefined || listLabels(description, holder).includes(AWSCURRENT)) return false;
  return !listOwned(description).some(({ versionId }) => versionId === holder);
}

/** For ourselves: an earlier call of this plan was cut off while it swept. */
function isMarked(description: SecretDescription, executionArn: string): boolean {
  return listOwned(description).some(({ owner }) => owner.executionArn === executionArn);
}

async function listOthers(
  { ports, arn, signal }: ManagedSecret,
  executionArn: string,
  description: SecretDescription,
): Promise<readonly Other[]> {
  const owned = listOwned(description).filter(({ owner }) => owner.executionArn !== executionArn);
  const others: Other[] = [];
  for (const other of new Set(owned.map(({ owner }) => owner.executionArn))) {
    const versions = owned.filter(({ owner }) => owner.executionArn === other);
    const versionIds = versions.map(({ versionId }) => versionId);
    const [versionId = ''] = versionIds;
    others.push({
      executionArn: other,
      versionIds,
      attempt: Math.max(...versions.map(({ owner }) => owner.attempt)),
      lives: await isAlive(ports, { arn, versionId, executionArn: other }, signal),
    });
  }
  return others;
}

/**
 * Takes the claim first, so that two plans never settle one run.
 * @returns what they came to; or, as a text, the run that got the claim before us
 */
async function settleDead(
  secret: ManagedSecret,
  executionArn: string,
  dead: readonly Other[],
  holder: string | undefined,
): Promise<readonly Recovery[] | string> {
  const { ports, arn, signal } = secret;
  const claimant = { arn, executionArn };
  const from = dead.some(({ versionIds }) => versionIds.includes(holder ?? ''))
    ? holder
    : undefined;
  const claimed = await reserve(ports, claimant, signal, from);
  if (claimed.kind === 'held') return claimed.executionArn;
  try {
    const settled: Recovery[] = [];
    for (const run of dead) {
      settled.push(await settleOne(secret, run, toReservationToken(ports, executionArn)));
    }
    return settled;
  } finally {
    await release(ports, claimant, signal);
  }
}

async function settleOne(
  secret: ManagedSecret,
  run: Other,
  takenOverBy: string,
): Promise<Recovery> {
  const { executionArn } = run;
  // The next attempt's credential may have been made, and not stored yet.
  const attempt = Math.min(run.attempt + 1, ATTEMPTS_MAX);
  const recovery = await settle(secret, { executionArn, attempt, takenOverBy });
  secret.ports.log.warn('settled a dead run', { executionArn, outcome: recovery.outcome });
  if (recovery.outcome !== 'both-refused') return recovery;
  throw new RotationError(
    'Rekey.CredentialRefused',
    `The target refuses AWSCURRENT (version ${recovery.currentVersionId ?? ''}), and what ${executionArn} left ` +
      `(version ${recovery.pendingVersionId ?? 'none'}).`,
    { call: 'target:verify' },
  );
}

/**
 * A retirement that fails keeps its label: it has been told, and must not keep the secret from being rotated.
 * @returns the description less what was retired, for a read might not show that yet
 */
async function retireMissed(
  secret: ManagedSecret,
  description: SecretDescription,
): Promise<SecretDescription> {
  const { ports } = secret;
  await labelSuperseded(secret, description);
  const labels = new Map(description.labels);
  for (const retirement of listDue(ports, description)) {
    const { versionId } = retirement;
    try {
      await retireOne(secret, description, retirement);
      const rest = listLabels(description, versionId);
      labels.set(
        versionId,
        rest.filter((label) => !retirement.labels.includes(label)),
      );
    } catch (error) {
      if (!isRotationError(error)) throw error;
      ports.metrics.count('RetirementsFailed', { secret: description.name });
      ports.log.warn('a missed retirement failed again', { versionId, error: error.code });
    }
  }
  return { ...description, labels };
}
