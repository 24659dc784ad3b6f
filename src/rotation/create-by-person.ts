// Creating where only a person can. The claim comes first, on a reservation; then somebody is asked, and stores the value under the token.
// No value passes through the machine: its token only says that there is one.
import type { ClaimResult } from './claim.ts';
import { toVersionLabel } from './owner-label.ts';
import { toPersonRequest } from './person-request.ts';
import { reserve } from './reservation.ts';
import type { PersonRequest } from './state.ts';
import type { Step } from './step.ts';

export type Asked = ClaimResult | { readonly kind: 'asks'; readonly request: PersonRequest };

/** @returns `claimed` once the credential is stored under the token; AWSPENDING is still on what was there before */
export async function createByPerson(step: Step): Promise<Asked> {
  const { ports, arn, token, attempt, rotation, signal } = step;
  const { executionArn } = rotation;
  if ((await ports.secrets.read({ arn, versionId: token }, signal)) !== undefined) {
    // The label may have been taken off since, by a recovery before a redrive.
    const label = toVersionLabel(executionArn, attempt);
    await ports.secrets.moveLabel({ arn, label, to: token }, signal);
    return { kind: 'claimed' };
  }
  if (attempt === 1) {
    const result = await reserve(ports, { arn, executionArn }, signal);
    if (result.kind === 'held') return result;
  }
  return { kind: 'asks', request: toPersonRequest(step) };
}
