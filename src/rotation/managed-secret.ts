// A secret with its target: what every rule that touches both is given, in a rotation and in cleaning up after one.
import { loadAdmin } from './admin.ts';
import type { Ports } from './ports.ts';
import type { SecretValue } from './secret-value.ts';
import type { TargetSettings } from './state.ts';
import type { Target, TargetContext } from './target.ts';
import { toTargetToken } from './token.ts';

export interface ManagedSecret {
  readonly ports: Ports;
  readonly arn: string;
  readonly settings: TargetSettings;
  readonly graceSeconds: number;
  readonly target: Target;
  readonly signal: AbortSignal;
}

export async function loadTarget(ports: Ports, settings: TargetSettings): Promise<Target> {
  return await ports.targets.load({
    target: settings.name,
    ...(settings.recipe === undefined ? {} : { recipe: settings.recipe }),
    options: new Map(Object.entries(settings.options)),
  });
}

/** For what needs no admin credential: making a value of our own, and testing. */
export function toContext({ ports, arn, signal }: ManagedSecret, versionId: string): TargetContext {
  const { clock, random, log } = ports;
  return { token: toTargetToken(ports, arn, versionId), signal, clock, random, log };
}

/**
 * With the admin credential, where the secret's tags or the value name one.
 * @param value AWSCURRENT's, or the one that is asked about
 */
export async function loadContext(
  secret: ManagedSecret,
  versionId: string,
  value: SecretValue,
): Promise<TargetContext> {
  const context = toContext(secret, versionId);
  const admin = await loadAdmin(secret.ports, secret.settings, value, secret.signal);
  return admin === undefined ? context : { ...context, admin };
}
