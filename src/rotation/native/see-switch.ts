// A native rotation has just moved AWSCURRENT and asks for the retirement. A read may be older than that, and would show nothing to retire.
import type { ManagedSecret } from '../managed-secret.ts';
import type { SecretDescription } from '../ports.ts';
import { toRetirement } from '../retire-label.ts';
import { AWSPREVIOUS, findHolder, listLabels } from '../staging.ts';
import { readSteady } from '../steady.ts';

/** @returns the first description in which AWSPREVIOUS awaits retirement, or the last one within 10 s */
export async function seeSwitch(
  { ports, arn, signal }: ManagedSecret,
  found: SecretDescription,
): Promise<SecretDescription> {
  if (isMarked(found)) return found;
  return await readSteady(ports, signal, () => ports.secrets.describe(arn, signal), isMarked);
}

function isMarked(description: SecretDescription): boolean {
  const previous = findHolder(description, AWSPREVIOUS);
  if (previous === undefined) return false;
  return toRetirement(previous, listLabels(description, previous)) !== undefined;
}
