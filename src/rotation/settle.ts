// Settling what an unfinished run left: decided by what works at the target, not by where the run failed (section 5 of DESIGN.md).
// Used by the run itself, by whoever closes a stopped run, and by the plan of the next one.
import { RotationError } from './errors.ts';
import { findMade } from './made.ts';
import { loadContext, type ManagedSecret } from './managed-secret.ts';
import { listOwned } from './owner-label.ts';
import type { SecretDescription } from './ports.ts';
import { dropLabel } from './reservation.ts';
import { toRetireLabel, toRetirement } from './retire-label.ts';
import type { SecretValue } from './secret-value.ts';
import { AWSCURRENT, AWSPENDING, AWSPREVIOUS, findHolder, listLabels } from './staging.ts';
import type { Recovery, Switched } from './state.ts';
import { dropClaim, switchCurrent } from './switch.ts';
import type { CredentialState } from './target.ts';
import { toToken } from './token.ts';
import { discardTwins } from './twins.ts';

export interface UnfinishedRun {
  readonly executionArn: string;
  /** The last attempt that may have made something at the target. */
  readonly attempt: number;
  /** AWSCURRENT's version as Plan recorded it, where FinishSecret had begun to move the label from it. */
  readonly finishFrom?: string;
  /** The version of whoever took the run's claim over. */
  readonly takenOverBy?: string;
}

/** What is known of the run when its settlement begins. */
interface Remains {
  readonly secret: ManagedSecret;
  readonly run: UnfinishedRun;
  readonly description: SecretDescription;
  /** The versions that the run's attempts made, or would have made; the last attempt first. */
  readonly tokens: readonly string[];
  /** The credential that waits for its switch. */
  readonly pending: string | undefined;
  readonly current: string;
  readonly hasClaim: boolean;
}

/**
 * May be called again after a crash anywhere in it.
 * @throws RotationError Transient where the target is out of reach: nothing was changed
 */
export async function settle(secret: ManagedSecret, run: UnfinishedRun): Promise<Recovery> {
  const description = await secret.ports.secrets.describe(secret.arn, secret.signal);
  const remains = findRemains(secret, run, description);
  const carrying = (label: string): string | undefined =>
    remains.tokens.find((token) => listLabels(description, token).includes(label));
  const finished = carrying(AWSCURRENT);
  if (finished !== undefined) return await settleFinished(remains, finished);
  const superseded = carrying(AWSPREVIOUS);
  if (superseded !== undefined) return await settleSuperseded(remains, superseded);
  if (!isAnythingLeft(remains)) {
    return { outcome: 'nothing-to-undo', works: 'unknown', currentVersionId: remains.current };
  }
  if (run.finishFrom === remains.current && remains.pending !== undefined && remains.hasClaim) {
    return await promote(remains, remains.pending, 'finished');
  }
  return await settleByWhatWorks(remains);
}

function findRemains(
  secret: ManagedSecret,
  run: UnfinishedRun,
  description: SecretDescription,
): Remains {
  const current = findHolder(description, AWSCURRENT);
  if (current === undefined) throw emptySecret(description);
  const owned = listOwned(description).filter(
    ({ owner }) => owner.executionArn === run.executionArn,
  );
  const attempts = Array.from({ length: run.attempt }, (_, index) => run.attempt - index);
  const tokens = attempts.map((attempt) => toToken(secret.ports, run.executionArn, attempt));
  const holder = findHolder(description, AWSPENDING);
  return {
    secret,
    run,
    description,
    tokens,
    pending: tokens.find((token) => owned.some(({ versionId }) => versionId === token)),
    current,
    hasClaim:
      holder !== undefined &&
      (holder === run.takenOverBy || owned.some(({ versionId }) => versionId === holder)),
  };
}

function isAnythingLeft({ run, description }: Remains): boolean {
  return listOwned(description).some(({ owner }) => owner.executionArn === run.executionArn);
}

/** Row 0: the switch had happened. What else the run made goes, the claim comes off, and the rotation goes on. */
async function settleFinished(remains: Remains, token: string): Promise<Recovery> {
  const { secret, run, description, current } = remains;
  if (isAnythingLeft(remains)) {
    await discardAll(remains, await loadValue(secret, current), token);
    await dropClaim(secret.ports, { arn: secret.arn, ...run }, description, secret.signal);
  }
  const switched = findSwitched(remains, token);
  return { outcome: 'finished', works: 'pending', currentVersionId: token, switched };
}

/** Row 0: it was AWSCURRENT and is so no longer; somebody rolled back or put a value. It is retired, never discarded. */
async function settleSuperseded(remains: Remains, token: string): Promise<Recovery> {
  const { secret, run, description, current } = remains;
  const { ports, arn, target, graceSeconds, signal } = secret;
  const isNamed = toRetirement(token, listLabels(description, token)) !== undefined;
  if (isAnythingLeft(remains)) {
    if (target.retire !== undefined && !isNamed) {
      const label = toRetireLabel(ports.clock.now() + graceSeconds * 1000);
      await ports.secrets.moveLabel({ arn, label, to: token }, signal);
    }
    await dropClaim(ports, { arn, ...run }, description, signal);
  }
  return { outcome: 'superseded', works: 'unknown', currentVersionId: current };
}

async function settleByWhatWorks(remains: Remains): Promise<Recovery> {
  const { secret, current, pending, hasClaim } = remains;
  const value = await loadValue(secret, current);
  if ((await findState(secret, current, value)) === 'working') return await undo(remains, value);
  // Row 2: the switch at the target has happened, so the secret follows it.
  if (pending !== undefined && hasClaim) {
    const state = await findState(secret, pending, await loadValue(secret, pending));
    if (state === 'working') return await promote(remains, pending, 'promoted');
  }
  return {
    outcome: 'both-refused',
    works: 'neither',
    currentVersionId: current,
    ...(pending === undefined ? {} : { pendingVersionId: pending }),
  };
}

/** Row 1: nothing has changed for those who use the secret; everything that the run made goes. */
async function undo(remains: Remains, currentValue: SecretValue): Promise<Recovery> {
  const { secret, run, description, current, pending } = remains;
  const { ports, arn, signal } = secret;
  await discardAll(remains, currentValue);
  // A finish that was cut off may have marked it.
  const retirement = toRetirement(current, listLabels(description, current));
  for (const label of retirement?.labels ?? []) await dropLabel(ports, arn, label, current, signal);
  await dropClaim(ports, { arn, ...run }, description, signal);
  return {
    outcome: 'undone',
    works: 'current',
    currentVersionId: current,
    ...(pending === undefined ? {} : { pendingVersionId: pending }),
  };
}

async function promote(
  remains: Remains,
  pending: string,
  outcome: 'finished' | 'promoted',
): Promise<Recovery> {
  const { secret, run, description, current } = remains;
  const { ports, arn, target, graceSeconds, signal } = secret;
  const dueAt = target.retire === undefined ? undefined : ports.clock.now() + graceSeconds * 1000;
  const { executionArn } = run;
  const wanted = { arn, executionArn, from: current, to: pending, dueAt };
  const result = await switchCurrent(ports, wanted, description, signal);
  // Somebody put a value this very moment: look again, and decide by what works then.
  if (result === 'lost') return await settle(secret, { executionArn, attempt: run.attempt });
  return {
    outcome,
    works: 'pending',
    currentVersionId: pending,
    switched: {
      versionId: pending,
      previousVersionId: current,
      retireAt: new Date(dueAt ?? ports.clock.now()).toISOString(),
    },
  };
}

/** @param kept the run's version that is in use: only its twins go */
async function discardAll(
  { secret, tokens }: Remains,
  current: SecretValue,
  kept?: string,
): Promise<void> {
  if (secret.target.discard === undefined) return;
  for (const token of tokens) {
    const context = await loadContext(secret, token, current);
    if (token === kept) await discardTwins(secret, context, token, { current, keep: current });
    else await secret.target.discard({ current, ...(await findMade(secret, token)) }, context);
  }
}

/** What FinishSecret would have answered: the old version is the one that it marked. */
function findSwitched({ secret, description }: Remains, token: string): Switched {
  const previousVersionId = findHolder(description, AWSPREVIOUS);
  const retirement =
    previousVersionId === undefined
      ? undefined
      : toRetirement(previousVersionId, listLabels(description, previousVersionId));
  return {
    versionId: token,
    ...(previousVersionId === undefined ? {} : { previousVersionId }),
    retireAt: new Date(retirement?.dueAt ?? secret.ports.clock.now()).toISOString(),
  };
}

/** Where there is no counterpart, every value works. */
async function findState(
  secret: ManagedSecret,
  versionId: string,
  value: SecretValue,
): Promise<CredentialState> {
  const { verify } = secret.target;
  if (verify === undefined) return 'working';
  const state = await verify(value, await loadContext(secret, versionId, value));
  if (state !== 'unreachable') return state;
  throw new RotationError(
    'Rekey.Transient',
    `The target did not say whether the credential of version ${versionId} works.`,
    { call: 'target:verify' },
  );
}

async function loadValue(
  { ports, arn, signal }: ManagedSecret,
  versionId: string,
): Promise<SecretValue> {
  const version = await ports.secrets.read({ arn, versionId }, signal);
  if (version !== undefined) return version.value;
  throw new RotationError(
    'Rekey.Transient',
    `Version ${versionId}: expected its value, and it could not be read.`,
  );
}

function emptySecret({ name }: SecretDescription): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `Secret ${name}: expected a version with AWSCURRENT, found none.`,
  );
}
