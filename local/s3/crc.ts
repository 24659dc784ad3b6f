// The cyclic checksums that S3's clients send and node does not have: CRC-32C (RFC 3720) and CRC-64/NVME, both
// reflected; the 64-bit register is two halves of 32, for BigInt is ten times slower.

const CRC32C_POLYNOMIAL = 0x82f63b78;
/** 0x9a6c9329ac4bc9b5 in halves. */
const CRC64_HIGH = 0x9a6c9329;
const CRC64_LOW = 0xac4bc9b5;

export function crc32c(bytes: Uint8Array): Buffer {
  const table = crc32cTable();
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return toBytes([~crc]);
}

export function crc64nvme(bytes: Uint8Array): Buffer {
  const { high: highs, low: lows } = crc64Table();
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0);
    high = (high >>> 8) ^ (highs[index] ?? 0);
  }
  return toBytes([~high, ~low]);
}

function toBytes(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries()) bytes.writeInt32BE(word | 0, index * 4);
  return bytes;
}

function crc32cTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 1) === 1 ? (crc >>> 1) ^ CRC32C_POLYNOMIAL : crc >>> 1;
    }
    return crc;
  });
}

function crc64Table(): { high: Int32Array; low: Int32Array } {
  const table = { high: new Int32Array(256), low: new Int32Array(256) };
  for (let byte = 0; byte < 256; byte += 1) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (carry === 1) {
        low ^= CRC64_LOW;
        high ^= CRC64_HIGH;
      }
    }
    table.high[byte] = high;
    table.low[byte] = low;
  }
  return table;
}
