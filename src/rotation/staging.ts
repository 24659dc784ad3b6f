// Reading a secret's staging labels.
import type { SecretDescription } from './ports.ts';

export const AWSCURRENT = 'AWSCURRENT';
export const AWSPENDING = 'AWSPENDING';
export const AWSPREVIOUS = 'AWSPREVIOUS';

/** The version that carries the label; a label is on one version at most. */
export function findHolder({ labels }: SecretDescription, label: string): string | undefined {
  for (const [versionId, carried] of labels) if (carried.includes(label)) return versionId;
  return undefined;
}

/** None for a version that is not listed. */
export function listLabels({ labels }: SecretDescription, versionId: string): readonly string[] {
  return labels.get(versionId) ?? [];
}
