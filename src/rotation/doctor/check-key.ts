// The key of one's own with which the secret is encrypted (T03).
import { isKnown } from '../known.ts';
import type { SecretFacts } from './facts.ts';
import { cannotLook, type Finding, ok } from './finding.ts';

export function checkKey({ key, commands }: SecretFacts): readonly Finding[] {
  if (key === undefined) return [];
  if (!isKnown(key)) return cannotLook('key', 'the secret’s KMS key', key);
  const { arn, keyId, state } = key.value;
  if (state === 'Enabled') return [ok('key', `The key ${arn} is enabled.`)];
  const command =
    state === 'PendingDeletion' ? commands.cancelKeyDeletion(keyId) : commands.enableKey(keyId);
  const evidence = `The key ${arn} is ${state}: no version can be read or made.`;
  return [{ id: 'key-unusable', verdict: 'problem', catalogue: 'T03', evidence, command }];
}
