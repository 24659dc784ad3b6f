// The MD5 digests that SQS answers with and that SDKs check.
// Source: SQS developer guide, "Calculating the MD5 message digest for message attributes".
import { createHash } from 'node:crypto';
import type { StoredAttribute } from './store.ts';

const STRING_VALUE = 1;
const BINARY_VALUE = 2;

export function digestBody(body: string): string {
  return createHash('md5').update(body, 'utf8').digest('hex');
}

/** Undefined where there are no attributes: AWS then leaves the member out. */
export function digestAttributes(
  attributes: Readonly<Record<string, StoredAttribute>>,
): string | undefined {
  const names = Object.keys(attributes).sort((a, b) => (a < b ? -1 : 1));
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const update = (bytes: Uint8Array): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name] as StoredAttribute;
    update(Buffer.from(name));
    update(Buffer.from(attribute.DataType));
    const isBinary = attribute.BinaryValue !== undefined;
    hash.update(Buffer.from([isBinary ? BINARY_VALUE : STRING_VALUE]));
    update(
      isBinary
        ? Buffer.from(attribute.BinaryValue ?? '', 'base64')
        : Buffer.from(attribute.StringValue ?? ''),
    );
  }
  return hash.digest('hex');
}
