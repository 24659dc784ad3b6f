// A twin is a second credential under the same token: the target did its work, its answer was lost, and it was asked again.
import type { ManagedSecret } from './managed-secret.ts';
import type { SecretValue } from './secret-value.ts';
import type { TargetContext } from './target.ts';
import { toTargetToken } from './token.ts';

/** Removes whatever carries the token at the target, save the credential that `keep` holds. */
export async function discardTwins(
  { ports, arn, target }: ManagedSecret,
  context: TargetContext,
  versionId: string,
  values: { readonly current: SecretValue; readonly keep: SecretValue },
): Promise<void> {
  if (target.discard === undefined) return;
  await target.discard(values, { ...context, token: toTargetToken(ports, arn, versionId) });
}
