// Base64 as AWS reads it: whole groups of four, nothing else among them.

/** Undefined where the text is none. */
export function findBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/u.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text, 'base64'));
}
