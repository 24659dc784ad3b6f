// An SSH user's key pair: a new one is Ed25519 in OpenSSH's own format (PROTOCOL.key in OpenSSH's sources); one that is there may be of
// any kind that OpenSSH or OpenSSL writes, such as the RSA keys of EC2. The public half always follows from the private one.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Random } from '../../rotation/effects.ts';
import { RotationError } from '../../rotation/errors.ts';
import { SecretValue } from '../../rotation/secret-value.ts';
import { createReader, toMpint, toUint32, toWireString } from './wire.ts';

export interface KeyPair {
  /** In a format that the driver reads. */
  readonly privateKey: SecretValue;
  readonly publicKey: PublicKey;
}

export interface PublicKey {
  /** Such as `ssh-ed25519`. */
  readonly type: string;
  /** What authorized_keys has in base64. */
  readonly blob: Buffer;
}

const ED25519 = 'ssh-ed25519';
const MAGIC = Buffer.from('openssh-key-v1\0');
const ARMOUR =
  /^-----BEGIN OPENSSH PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----$/;
/** What stands before the 32 bytes of the seed in PKCS #8 (RFC 8410). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function createKeyPair(random: Random): KeyPair {
  const seed = Buffer.from(random.bytes(32));
  const der = Buffer.concat([ED25519_PKCS8, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return toEd25519Pair(key, random.bytes(4));
}

/** @throws RotationError InvalidConfiguration, which never quotes the key */
export function readKeyPair(text: string): KeyPair {
  const trimmed = text.trim();
  const [, body] = ARMOUR.exec(trimmed) ?? [];
  return body === undefined ? readPem(trimmed) : readOpenSsh(trimmed, body);
}

/** As it stands in authorized_keys, without a comment. */
export function toLine({ type, blob }: PublicKey): string {
  return `${type} ${blob.toString('base64')}`;
}

function readOpenSsh(text: string, body: string): KeyPair {
  const bytes = Buffer.from(body, 'base64');
  const next = createReader(bytes, MAGIC.length);
  const cipher = next()?.toString();
  const [, kdfOptions] = [next(), next()];
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC) || kdfOptions === undefined) throw notAKey();
  if (cipher !== 'none') throw encrypted();
  // The number of keys is a uint32 of its own: OpenSSH writes 1.
  const keys = createReader(
    bytes,
    kdfOptions.byteOffset - bytes.byteOffset + kdfOptions.length + 4,
  );
  const blob = keys();
  const type = blob === undefined ? undefined : createReader(blob)()?.toString();
  if (blob === undefined || type === undefined) throw notAKey();
  return { privateKey: new SecretValue(`${text}\n`), publicKey: { type, blob } };
}

/** OpenSSL's formats. The driver reads PKCS #1 and SEC 1, so PKCS #8 becomes one of these. */
function readPem(text: string): KeyPair {
  if (/^-----BEGIN ENCRYPTED|^Proc-Type:.*ENCRYPTED/m.test(text)) throw encrypted();
  const key = findPem(text);
  switch (key?.asymmetricKeyType) {
    case 'rsa':
      return { privateKey: toPem(key, 'pkcs1'), publicKey: toRsa(key) };
    case 'ec':
      return { privateKey: toPem(key, 'sec1'), publicKey: toEcdsa(key) };
    case 'ed25519':
      return toEd25519Pair(key, Buffer.alloc(4));
    default:
      throw notAKey();
  }
}

function findPem(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined; // OpenSSL's error goes no further
  }
}

function toPem(key: KeyObject, type: 'pkcs1' | 'sec1'): SecretValue {
  return new SecretValue(String(key.export({ format: 'pem', type: type })));
}

function toRsa(key: KeyObject): PublicKey {
  const { n, e } = createPublicKey(key).export({ format: 'jwk' });
  const [modulus, exponent] = [n, e].map((part) => toMpint(fromBase64Url(part)));
  return toPublicKey('ssh-rsa', exponent, modulus);
}

/** RFC 5656: the curve's name, then its point, uncompressed. */
function toEcdsa(key: KeyObject): PublicKey {
  const { crv, x, y } = createPublicKey(key).export({ format: 'jwk' });
  const curve = `nistp${/^P-(256|384|521)$/.exec(crv ?? '')?.[1] ?? ''}`;
  if (curve === 'nistp') throw notAKey();
  const point = Buffer.concat([Buffer.from([4]), fromBase64Url(x), fromBase64Url(y)]);
  return toPublicKey(`ecdsa-sha2-${curve}`, toWireString(curve), toWireString(point));
}

function toEd25519Pair(key: KeyObject, check: Uint8Array): KeyPair {
  const seed = fromBase64Url(key.export({ format: 'jwk' }).d);
  const point = fromBase64Url(createPublicKey(key).export({ format: 'jwk' }).x);
  const publicKey = toPublicKey(ED25519, toWireString(point));
  const plain = Buffer.concat([
    ...[check, check], // twice the same: how OpenSSH tells a wrong passphrase
    ...[publicKey.blob, toWireString(Buffer.concat([seed, point]))],
    toWireString(''), // a comment
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, (8 - (plain.length % 8)) % 8));
  const bytes = Buffer.concat([
    MAGIC,
    ...[toWireString('none'), toWireString('none'), toWireString(''), toUint32(1)],
    toWireString(publicKey.blob),
    toWireString(Buffer.concat([plain, padding])),
  ]);
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  const armoured = ['BEGIN', ...lines, 'END'].map((line) =>
    line === 'BEGIN' || line === 'END' ? `-----${line} OPENSSH PRIVATE KEY-----\n` : `${line}\n`,
  );
  return { privateKey: new SecretValue(armoured.join('')), publicKey };
}

function toPublicKey(type: string, ...parts: readonly (Buffer | undefined)[]): PublicKey {
  const known = parts.filter((part) => part !== undefined);
  return { type, blob: Buffer.concat([toWireString(type), ...known]) };
}

function fromBase64Url(text: unknown): Buffer {
  return Buffer.from(typeof text === 'string' ? text : '', 'base64url');
}

function notAKey(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'privateKey in secret JSON: expected a private key in OpenSSH or PEM format (RSA, ECDSA or Ed25519), with its line breaks.',
  );
}

function encrypted(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'privateKey in secret JSON: expected a key without a passphrase, found an encrypted one. Secrets Manager encrypts the secret as a whole.',
  );
}
