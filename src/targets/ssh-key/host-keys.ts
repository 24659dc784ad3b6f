// The hosts' public keys, by which a connection is known to end where it should: lines of known_hosts, as ssh-keyscan prints them, or
// fingerprints, as ssh-keygen -l does. A host is never trusted because it was the first to answer.
import { createHash } from 'node:crypto';
import { RotationError } from '../../rotation/errors.ts';
import type { Host } from './host.ts';
import { createReader } from './wire.ts';

export interface HostKey {
  /** The hosts whose key it is; undefined: any of the secret's. */
  readonly names: readonly string[] | undefined;
  /** Such as `ssh-ed25519`; a fingerprint tells none. */
  readonly type: string | undefined;
  readonly fingerprint: string;
}

const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;
const KEY_TYPE = /^(?:ssh|ecdsa)-[a-z0-9-]+$/;
/** RFC 4253 calls the key `ssh-rsa` whatever it signs with; SHA-1 is none of these. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/** @param field a text of several lines, or a list of texts. @throws RotationError InvalidConfiguration */
export function parseHostKeys(field: unknown): readonly HostKey[] {
  const texts: readonly unknown[] = Array.isArray(field) ? field : [field];
  const lines = texts
    .flatMap((text) => (typeof text === 'string' ? text.split('\n') : [undefined]))
    .map((line) => line?.trim())
    .filter((line) => line !== '' && line?.startsWith('#') !== true);
  if (lines.length === 0) throw noHostKey();
  return lines.map((line) => {
    const key = line === undefined ? undefined : parseLine(line);
    if (key === undefined) throw noHostKey();
    return key;
  });
}

/** Those that count for this host. */
export function listKeysOf(keys: readonly HostKey[], { host, port }: Host): readonly HostKey[] {
  const names = port === 22 ? [host] : [`[${host}]:${String(port)}`, host];
  return keys.filter(
    (key) => key.names === undefined || key.names.some((name) => names.includes(name)),
  );
}

/** What the host is asked to show: the kinds that are known first, as ssh does, so that a host with several keys shows the known one. */
export function toAlgorithms(keys: readonly HostKey[]): readonly string[] {
  const known = keys.flatMap(({ type }) => (type === undefined ? [] : (ALGORITHMS[type] ?? [])));
  return [...new Set([...known, ...Object.values(ALGORITHMS).flat()])];
}

/** @param blob the public key as it goes over the wire */
export function toFingerprint(blob: Buffer): string {
  const digest = createHash('sha256').update(blob).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

function parseLine(line: string): HostKey | undefined {
  if (FINGERPRINT.test(line)) return { names: undefined, type: undefined, fingerprint: line };
  const words = line.split(/[ \t]+/);
  const [names, type = '', base64 = ''] = KEY_TYPE.test(words[0] ?? '') ? ['', ...words] : words;
  const blob = Buffer.from(base64, 'base64');
  // A hashed name could be compared, a pattern and a marker have meanings of their own: ask for what says plainly which host is meant.
  if (names === undefined || /^[@|]|[*?!]/.test(names)) return undefined;
  if (createReader(blob)()?.toString() !== type) return undefined;
  return {
    names: names === '' ? undefined : names.split(','),
    type,
    fingerprint: toFingerprint(blob),
  };
}

function noHostKey(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'hostKeys in secret JSON: expected the public keys of the hosts as ssh-keyscan prints them (names neither hashed nor patterns), or their fingerprints (SHA256:…).',
  );
}
