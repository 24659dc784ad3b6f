// The few shapes of RFC 4251, section 5, that keys are made of: a uint32, and a string with its length in front.

export function toUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function toWireString(bytes: Uint8Array | string): Buffer {
  const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return Buffer.concat([toUint32(content.length), content]);
}

/** A positive number, big-endian: a first byte of 0x80 and above would make it negative. */
export function toMpint(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = start === -1 ? Buffer.alloc(0) : bytes.subarray(start);
  return toWireString((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits);
}

/** Reads strings one after another. Undefined where the bytes end too early. */
export function createReader(bytes: Buffer, start = 0): () => Buffer | undefined {
  let position = start;
  return () => {
    if (position + 4 > bytes.length) return undefined;
    const from = position + 4;
    const to = from + bytes.readUInt32BE(position);
    if (to > bytes.length) return undefined;
    position = to;
    return bytes.subarray(from, to);
  };
}
