// A version of ours that stopped being AWSCURRENT without a rotation: somebody rolled back, or put a value by hand. Its credential lives
// on, named by AWSPREVIOUS alone: without a label of its own nobody would ever revoke it once AWSPREVIOUS moves on.
import type { Ports, SecretDescription } from './ports.ts';
import { toRetireLabel, toRetirement } from './retire-label.ts';
import { AWSPREVIOUS, findHolder, listLabels } from './staging.ts';
import { isToken } from './token.ts';

/** What awaits retirement is AWSCURRENT only because somebody rolled back to it: the next plan takes the label off. */
export function isRolledBackTo(description: SecretDescription, versionId: string): boolean {
  return toRetirement(versionId, listLabels(description, versionId)) !== undefined;
}

/** @param wanted `dueAt`: a label is on one version only, so no other may be due at that millisecond */
export async function labelLeftBehind(
  { secrets }: Ports,
  { arn, dueAt }: { readonly arn: string; readonly dueAt: number },
  description: SecretDescription,
  signal: AbortSignal,
): Promise<void> {
  const previous = findHolder(description, AWSPREVIOUS);
  if (previous === undefined || !isToken(previous)) return;
  if (toRetirement(previous, listLabels(description, previous)) !== undefined) return;
  await secrets.moveLabel({ arn, label: toRetireLabel(dueAt), to: previous }, signal);
}
