// The credential that makes credentials is the one that nobody thinks of.
import { AWSCURRENT, findHolder } from '../staging.ts';
import type { Commands } from './commands.ts';
import { type Finding, toFinding } from './finding.ts';
import type { WatchedSecret } from './ports.ts';

const OLD_MS = 90 * 86_400_000;

export interface AdminFacts {
  readonly now: number;
  readonly secret: WatchedSecret;
  readonly commands: Commands;
  readonly hasSchedule: boolean;
  readonly madeAt?: ReadonlyMap<string, number>;
}

export function findOldAdmin(facts: AdminFacts): readonly Finding[] {
  const { now, secret, commands } = facts;
  if (isRotated(facts)) return [];
  const current = findHolder(secret, AWSCURRENT);
  const madeAt = current === undefined ? undefined : facts.madeAt?.get(current);
  const since = madeAt ?? secret.lastChangedAt;
  if (current === undefined || since === undefined || now - since <= OLD_MS) return [];
  const days = Math.floor((now - since) / 86_400_000);
  return [
    toFinding('admin-never-rotated', {
      about: secret.name,
      secret: secret.name,
      since,
      meaning: `AWSCURRENT is ${String(days)} days old${madeAt === undefined ? ' or older' : ''}: make a new one at its service, put it, and revoke the old one.`,
      nextCommand: commands.putValue(secret.name),
    }),
  ];
}

/** Whether only the dates of versions tell. */
export function isAdminOpen(facts: AdminFacts): boolean {
  const { now, secret, madeAt } = facts;
  if (isRotated(facts) || madeAt !== undefined) return false;
  return secret.lastChangedAt === undefined || now - secret.lastChangedAt <= OLD_MS;
}

function isRotated({ secret, hasSchedule }: AdminFacts): boolean {
  return (
    hasSchedule ||
    secret.deletedAt !== undefined ||
    secret.rotationEnabled ||
    secret.tags.has('rekey:target') ||
    secret.tags.get('rekey:enabled') === 'false'
  );
}
