// A roll-back between a run's plan and its switch: the version that was rolled back from is named by AWSPREVIOUS alone, and the switch
// takes that from it. It is named for retirement first, or nobody would ever revoke its credential.
import type { Ports, SecretDescription } from './ports.ts';
import { toRetireLabel, toRetirement } from './retire-label.ts';
import { AWSPREVIOUS, findHolder, listLabels } from './staging.ts';
import { isToken } from './token.ts';

/**
 * That the switch's old version still awaits retirement is how a roll-back to it shows: the plan takes such a label off.
 * @param wanted `from` is the switch's old version, `dueAt` when that one is to be revoked
 */
export async function labelRolledBack(
  ports: Ports,
  wanted: { readonly arn: string; readonly from: string; readonly dueAt: number },
  description: SecretDescription,
  signal: AbortSignal,
): Promise<void> {
  const { arn, from, dueAt } = wanted;
  const previous = findHolder(description, AWSPREVIOUS);
  const awaitsRetirement = (versionId: string): boolean =>
    toRetirement(versionId, listLabels(description, versionId)) !== undefined;
  if (previous === undefined || !isToken(previous)) return;
  if (!awaitsRetirement(from) || awaitsRetirement(previous)) return;
  // A label is on one version only: a millisecond apart from the one that the switch gives the old version.
  await ports.secrets.moveLabel({ arn, label: toRetireLabel(dueAt + 1), to: previous }, signal);
}
