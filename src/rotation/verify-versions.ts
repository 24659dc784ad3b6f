// Which of a secret's versions the target accepts. Each is asked once at the most; where a wrong try counts towards a lock-out, only
// AWSCURRENT is, and AWSPENDING if that is refused: what decides what is to be done.
import { isRotationError } from './errors.ts';
import type { Ports, SecretDescription, StoredVersion } from './ports.ts';
import { type Problem, toProblem, type VersionFacts } from './preflight.ts';
import type { SecretValue } from './secret-value.ts';
import { present } from './shape.ts';
import { AWSCURRENT, AWSPENDING } from './staging.ts';
import type { Target } from './target.ts';

/** The credential that may make credentials, where the tags name one. */
export interface Admin {
  readonly value?: SecretValue;
  readonly problem?: Problem;
}

export interface Asked {
  readonly description: SecretDescription;
  readonly madeAt: ReadonlyMap<string, number>;
  readonly admin: Admin;
  /** Undefined where it is not to be asked, or unknown. */
  readonly target?: Target;
}

type Verdict = Pick<VersionFacts, 'works' | 'milliseconds' | 'isEmpty' | 'problem'>;

export async function verifyVersions(ports: Ports, asked: Asked): Promise<readonly VersionFacts[]> {
  const facts: VersionFacts[] = [];
  for (const [versionId, labels] of sortByUse(asked.description)) {
    const madeAt = asked.madeAt.get(versionId);
    facts.push({
      versionId,
      labels,
      ...present('madeAt', madeAt === undefined ? undefined : new Date(madeAt).toISOString()),
      ...(mayAsk(asked.target, labels, facts) ? await verifyOne(ports, asked, versionId) : {}),
    });
  }
  return facts;
}

/** AWSCURRENT, AWSPENDING, then the others. */
function sortByUse({
  labels,
}: SecretDescription): readonly (readonly [string, readonly string[]])[] {
  const rank = (carried: readonly string[]): number =>
    carried.includes(AWSCURRENT) ? 0 : carried.includes(AWSPENDING) ? 1 : 2;
  return [...labels].sort(([, one], [, other]) => rank(one) - rank(other));
}

function mayAsk(
  target: Target | undefined,
  labels: readonly string[],
  before: readonly VersionFacts[],
): boolean {
  if (target === undefined) return false;
  if (!target.locksOut || labels.includes(AWSCURRENT)) return true;
  const current = before.find((version) => version.labels.includes(AWSCURRENT));
  return labels.includes(AWSPENDING) && current?.works === 'refused';
}

async function verifyOne(
  ports: Ports,
  { description, target, admin }: Asked,
  versionId: string,
): Promise<Verdict> {
  try {
    const stored = await ports.secrets.read({ arn: description.arn, versionId }, ports.signal);
    if (stored === undefined) return { works: 'unreadable', isEmpty: true };
    return target === undefined ? {} : await askTarget(ports, target, versionId, stored, admin);
  } catch (error) {
    if (isRotationError(error))
      return { works: 'unreadable', problem: admin.problem ?? toProblem(error) };
    throw error;
  }
}

async function askTarget(
  { clock, random, log, signal }: Ports,
  target: Target,
  token: string,
  { value }: StoredVersion,
  admin: Admin,
): Promise<Verdict> {
  target.check(value);
  if (target.verify === undefined) return { works: 'no counterpart' };
  const startedAt = clock.now();
  const context = { token, clock, random, log, signal, ...present('admin', admin.value) };
  const works = await target.verify(value, context);
  return { works, milliseconds: clock.now() - startedAt };
}
