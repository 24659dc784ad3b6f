// A version of ours that stopped being AWSCURRENT without a rotation: somebody rolled back, or put a value by hand. Its credential lives
// on, named by AWSPREVIOUS alone: without a label of its own nobody would ever revoke it once AWSPREVIOUS moves on.
import type { Ports, SecretDescription } from './ports.ts';
import { toRetireLabel, toRetirement } from './retire-label.ts';
import { AWSCURRENT, AWSPREVIOUS, findHolder, listLabels } from './staging.ts';
import { isToken } from './token.ts';

/**
 * Names it for retirement. That AWSCURRENT's version was made by hand, or itself awaits retirement, is how one sees that no rotation
 * made it current.
 * @param wanted `dueAt`: a label is on one version only, so no other may be due at that millisecond
 */
export async function labelLeftBehind(
  { secrets }: Ports,
  { arn, dueAt }: { readonly arn: string; readonly dueAt: number },
  description: SecretDescription,
  signal: AbortSignal,
): Promise<void> {
  const current = findHolder(description, AWSCURRENT);
  const previous = findHolder(description, AWSPREVIOUS);
  if (current === undefined || previous === undefined) return;
  const awaitsRetirement = (versionId: string): boolean =>
    toRetirement(versionId, listLabels(description, versionId)) !== undefined;
  const isCurrentByHand = !isToken(current) || awaitsRetirement(current);
  if (!isCurrentByHand || !isToken(previous) || awaitsRetirement(previous)) return;
  await secrets.moveLabel({ arn, label: toRetireLabel(dueAt), to: previous }, signal);
}
