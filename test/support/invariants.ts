// DESIGN.md's invariants over a secret and a target, whoever implements them: each check gives the sentences of what does not hold.

export interface SecretView {
  readonly labels: ReadonlyMap<string, readonly string[]>;
  valueOf(versionId: string): string | undefined;
}

export interface TargetView {
  works(value: string): boolean;
  /** Undefined where the target knows no credentials. */
  readonly credentials?: readonly { readonly id: string }[];
  /** The id of the credential that a secret's value holds. */
  idOf(value: string): string;
}

/** I1: what AWSCURRENT holds works at the target. */
export function findCurrentFaults(secret: SecretView, target: TargetView): readonly string[] {
  const current = findHolder(secret, 'AWSCURRENT');
  if (current === undefined) return ['I1: AWSCURRENT is on no version'];
  const value = secret.valueOf(current);
  return value !== undefined && target.works(value)
    ? []
    : [`I1: AWSCURRENT (${current}) is refused`];
}

/** I2, after a run: the target has no credential that no labelled version names. */
export function findOrphans(secret: SecretView, target: TargetView): readonly string[] {
  const named = new Set(
    [...secret.labels.keys()].flatMap((versionId) => {
      const value = secret.valueOf(versionId);
      return value?.includes('"id"') === true ? [target.idOf(value)] : [];
    }),
  );
  return (target.credentials ?? [])
    .filter(({ id }) => !named.has(id))
    .map(({ id }) => `I2: no version names credential ${id}`);
}

/** I2, after the grace period: the target has no credential but AWSCURRENT's. */
export function findSuperfluous(secret: SecretView, target: TargetView): readonly string[] {
  const current = findHolder(secret, 'AWSCURRENT');
  const value = current === undefined ? undefined : secret.valueOf(current);
  const id = value === undefined ? undefined : target.idOf(value);
  return (target.credentials ?? [])
    .filter((credential) => credential.id !== id)
    .map((credential) => `I2: credential ${credential.id} lives beside AWSCURRENT's ${String(id)}`);
}

/** I3, after a run: no claim, and no label that a dead run left. */
export function findClaims({ labels }: SecretView): readonly string[] {
  return [...labels].flatMap(([versionId, carried]) =>
    carried
      .filter((label) => label === 'AWSPENDING' || label.startsWith('rekey:arn:'))
      .map((label) => `I3: ${label} is on ${versionId}`),
  );
}

/** I3, after the grace period: nothing awaits retirement. */
export function findRetireLabels({ labels }: SecretView): readonly string[] {
  return [...labels].flatMap(([versionId, carried]) =>
    carried
      .filter((label) => label.startsWith('rekey:retire:'))
      .map((label) => `I3: ${label} is on ${versionId}`),
  );
}

/** I6: no value is anywhere in a text that leaves. */
export function findLeaks(values: readonly string[], texts: readonly string[]): readonly string[] {
  return values.flatMap((value) =>
    texts
      .filter((text) => text.includes(value))
      .map((text) => `I6: a value is in ${text.slice(0, 200)}`),
  );
}

function findHolder({ labels }: SecretView, label: string): string | undefined {
  return [...labels].find(([, carried]) => carried.includes(label))?.[0];
}
