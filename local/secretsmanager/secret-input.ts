// The value in a request: a string or bytes, and not both.
import { checkConstraints } from '../constraints.ts';
import { toValueConstraints } from './constraints.ts';
import { bothValues } from './errors.ts';
import type { SecretValue } from './value-cipher.ts';

export interface ValueMembers {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
}

/**
 * Undefined where the request has none.
 * @throws ServiceError ValidationException for its size in bytes, InvalidParameterException where both are given
 */
export function parseValue(
  { SecretString, SecretBinary }: ValueMembers,
  bytesMax: number,
): SecretValue | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) throw bothValues();
  if (SecretBinary !== undefined) {
    checkConstraints(toValueConstraints(bytesMax), { SecretBinary });
    return { kind: 'binary', bytes: SecretBinary };
  }
  if (SecretString === undefined) return undefined;
  const bytes = Buffer.from(SecretString);
  checkConstraints(toValueConstraints(bytesMax), { SecretString: bytes });
  return { kind: 'string', bytes };
}

export function toValueMembers({ kind, bytes }: SecretValue): ValueMembers {
  return kind === 'string' ? { SecretString: toText(bytes) } : { SecretBinary: bytes };
}

function toText({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString();
}
