// What every plan begins with: the secret as it is, its settings, and the rotation that would stand on them.
import { checkInUse, checkSecret } from './check-secret.ts';
import { openDeadline } from './deadline.ts';
import { loadTarget, type ManagedSecret } from './managed-secret.ts';
import type { Ports, SecretDescription } from './ports.ts';
import { parseSettings, type Settings } from './settings.ts';
import { AWSCURRENT, findHolder } from './staging.ts';
import type { PlanEvent, PlanResult, Rotation } from './state.ts';
import { toWindow } from './window.ts';

export type PlanOpening =
  | { readonly kind: 'skip'; readonly result: PlanResult }
  | {
      readonly kind: 'opened';
      readonly found: SecretDescription;
      readonly settings: Settings;
      readonly secret: ManagedSecret;
    };

export async function openPlan(ports: Ports, event: PlanEvent): Promise<PlanOpening> {
  const found = await ports.secrets.describe(event.input.secretId, ports.signal);
  // Native rotation leaves the retirement to us; it changes no value.
  if (event.input.mode === 'retire') checkInUse(found);
  else checkSecret(found);
  const settings = parseSettings(found, event.input);
  if (!settings.enabled) {
    const result = skip(ports, found, 'switched off by the tag rekey:enabled');
    return { kind: 'skip', result };
  }
  const secret = await openSecret(ports, toRotation(found, event, settings));
  return { kind: 'opened', found, settings, secret };
}

export function toRotation(
  description: SecretDescription,
  { executionArn, startedAt, input }: PlanEvent,
  { windowSeconds, graceSeconds, target }: Settings,
): Rotation {
  const { closesAt } = toWindow({
    startedAt: Date.parse(startedAt),
    scheduledTime: findScheduledTime(input.scheduledTime),
    seconds: windowSeconds,
  });
  return {
    executionArn,
    startedAt,
    secretArn: description.arn,
    secretName: description.name,
    currentVersionId: findHolder(description, AWSCURRENT) ?? '',
    deadline: new Date(closesAt).toISOString(),
    graceSeconds,
    target,
  };
}

export function skip(
  ports: Ports,
  { arn, name }: Pick<SecretDescription, 'arn' | 'name'>,
  reason: string,
): PlanResult {
  ports.metrics.count('RotationsSkipped', { secret: name });
  ports.log.info('skipped', { secret: name, reason });
  return { decision: 'skip', reason, secretArn: arn };
}

export function findScheduledTime(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

async function openSecret(ports: Ports, rotation: Rotation): Promise<ManagedSecret> {
  const signal = openDeadline(ports, rotation);
  return {
    ports,
    arn: rotation.secretArn,
    settings: rotation.target,
    graceSeconds: rotation.graceSeconds,
    target: await loadTarget(ports, rotation.target),
    signal,
  };
}
