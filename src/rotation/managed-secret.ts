// A secret with its target: what every rule that touches both is given, in a rotation and in cleaning up after one.
import type { Ports } from './ports.ts';
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

/** With the admin credential, where the secret's tags name one. */
export async function loadContext(
  secret: ManagedSecret,
  versionId: string,
): Promise<TargetContext> {
  const context = toContext(secret, versionId);
  const { admin } = secret.settings;
  if (admin === undefined) return context;
  return { ...context, admin: await secret.ports.secrets.readCurrent(admin, secret.signal) };
}
