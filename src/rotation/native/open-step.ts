// What each step of native rotation begins with: is this secret ours to rotate, and is the version that was asked for the pending one?
// Secrets Manager may call any step again, also after the last one.
import { checkInUse } from '../check-secret.ts';
import { RotationError } from '../errors.ts';
import { abandoned, findLabelled } from '../labelled-version.ts';
import { loadTarget, type ManagedSecret } from '../managed-secret.ts';
import type { SecretDescription } from '../ports.ts';
import type { SecretValue } from '../secret-value.ts';
import { parseSettings } from '../settings.ts';
import { AWSCURRENT, AWSPENDING, findHolder, listLabels } from '../staging.ts';
import { readSteady } from '../steady.ts';
import type { NativeEvent } from './event.ts';
import type { NativePorts } from './ports.ts';

export interface NativeStep extends ManagedSecret {
  readonly ports: NativePorts;
  readonly description: SecretDescription;
  /** The version that is to become AWSCURRENT. */
  readonly versionId: string;
  /** It is AWSCURRENT already: an earlier call got so far. */
  readonly isFinished: boolean;
  /** AWSCURRENT's version. */
  readonly currentVersionId: string;
  readonly rotationToken?: SecretValue;
}

/** @throws RotationError InvalidConfiguration, or RotationAbandoned where the version is not the pending one */
export async function openStep(
  ports: NativePorts,
  { arn, versionId, rotationToken }: NativeEvent,
): Promise<NativeStep> {
  const { signal } = ports;
  const description = await readSteady(
    ports,
    signal,
    () => ports.secrets.describe(arn, signal),
    (seen) => isUnderWay(seen, versionId),
  );
  checkInUse(description);
  checkNative(description, versionId);
  const settings = parseSettings(description, { secretId: arn });
  if (!settings.enabled) {
    throw invalid(description, 'to be switched on, found it switched off by the tag rekey:enabled');
  }
  return {
    ports,
    arn: description.arn,
    settings: settings.target,
    graceSeconds: settings.graceSeconds,
    target: await loadTarget(ports, settings.target),
    signal,
    description,
    versionId,
    isFinished: listLabels(description, versionId).includes(AWSCURRENT),
    currentVersionId: findHolder(description, AWSCURRENT) ?? '',
    ...(rotationToken === undefined ? {} : { rotationToken }),
  };
}

/** Both read by VersionId and label together. @throws RotationError RotationAbandoned */
export async function loadPair(
  step: NativeStep,
): Promise<{ readonly current: SecretValue; readonly pending: SecretValue }> {
  const current = await loadCurrent(step);
  const pending = await findLabelled(step, step.versionId, AWSPENDING);
  if (pending === undefined) throw abandoned(step.description.name, AWSPENDING, step.versionId);
  return { current, pending: pending.value };
}

export async function loadCurrent(step: NativeStep): Promise<SecretValue> {
  const current = await findLabelled(step, step.currentVersionId, AWSCURRENT);
  if (current === undefined)
    throw abandoned(step.description.name, AWSCURRENT, step.currentVersionId);
  return current.value;
}

function isUnderWay(description: SecretDescription, versionId: string): boolean {
  const labels = listLabels(description, versionId);
  const hasLabel = labels.includes(AWSPENDING) || labels.includes(AWSCURRENT);
  return description.rotationEnabled && hasLabel;
}

function checkNative(description: SecretDescription, versionId: string): void {
  if (!description.rotationEnabled) {
    throw invalid(description, "to have Secrets Manager's own rotation on, found it off");
  }
  if (!isUnderWay(description, versionId)) throw abandoned(description.name, AWSPENDING, versionId);
}

function invalid({ name }: SecretDescription, expected: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `Secret ${name}: expected it ${expected}.`,
  );
}
