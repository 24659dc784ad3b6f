// `rekey:retire:<time>` on a version: its credential is revoked at the target once the time has passed. Taking the label off by hand
// cancels that.
import type { SecretDescription } from './ports.ts';

const PREFIX = 'rekey:retire:';

export interface Retirement {
  readonly versionId: string;
  /** More than one only after a crash: then the latest time counts. */
  readonly labels: readonly string[];
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

export function toRetireLabel(dueAt: number): string {
  return `${PREFIX}${new Date(dueAt).toISOString()}`;
}

export function parseRetireLabel(label: string): number | undefined {
  if (!label.startsWith(PREFIX)) return undefined;
  const time = Date.parse(label.slice(PREFIX.length));
  return Number.isNaN(time) ? undefined : time;
}

/** Every version that awaits retirement. */
export function listRetirements({ labels }: SecretDescription): readonly Retirement[] {
  return [...labels].flatMap(([versionId, carried]) => {
    const retirement = toRetirement(versionId, carried);
    return retirement === undefined ? [] : [retirement];
  });
}

export function toRetirement(
  versionId: string,
  carried: readonly string[],
): Retirement | undefined {
  const labels = carried.filter((label) => parseRetireLabel(label) !== undefined);
  if (labels.length === 0) return undefined;
  return {
    versionId,
    labels,
    dueAt: Math.max(...labels.map((label) => parseRetireLabel(label) ?? 0)),
  };
}
