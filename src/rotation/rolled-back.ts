// A roll-back between a run's plan and its switch: the version that was rolled back from is named by AWSPREVIOUS alone, and the switch
// takes that from it. It is named for retirement first, or nobody would ever revoke its credential.
import type { ManagedSecret } from './managed-secret.ts';
import type { SecretDescription } from './ports.ts';
import { toRetireLabel, toRetirement } from './retire-label.ts';
import { AWSCURRENT, AWSPREVIOUS, findHolder, listLabels } from './staging.ts';
import { isToken } from './token.ts';

/** That AWSCURRENT still awaits retirement is how a roll-back shows; the plan takes such a label off. */
export async function labelRolledBack(
  { ports, arn, target, graceSeconds, signal }: ManagedSecret,
  description: SecretDescription,
): Promise<void> {
  const previous = findHolder(description, AWSPREVIOUS);
  const current = findHolder(description, AWSCURRENT);
  if (target.retire === undefined || previous === undefined || current === undefined) return;
  const awaitsRetirement = (versionId: string): boolean =>
    toRetirement(versionId, listLabels(description, versionId)) !== undefined;
  if (!awaitsRetirement(current) || awaitsRetirement(previous) || !isToken(previous)) return;
  // A label is on one version only: a millisecond apart from the one that the switch gives the old version.
  const label = toRetireLabel(ports.clock.now() + graceSeconds * 1000 + 1);
  await ports.secrets.moveLabel({ arn, label, to: previous }, signal);
}
