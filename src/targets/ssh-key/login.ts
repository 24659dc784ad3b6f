// The secret of an SSH user: host and port (or `hosts`), username, privateKey, and the hosts' own public keys.
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import { loadTextField, parseSecretFields, type SecretFields, toPort } from '../secret-json.ts';
import type { Host } from './host.ts';
import { type HostKey, parseHostKeys } from './host-keys.ts';
import { type KeyPair, readKeyPair, toLine } from './key-pair.ts';

export interface SshLogin extends KeyPair {
  /** Each has a file of its own. */
  readonly hosts: readonly Host[];
  readonly hostKeys: readonly HostKey[];
  readonly username: string;
}

const PORT = 22;

/** @throws RotationError InvalidConfiguration that names the field, never what it holds */
export function readLogin(value: SecretValue): SshLogin {
  const fields = parseSecretFields(value);
  const pair = readPair(fields);
  return {
    hosts: readHosts(fields),
    hostKeys: parseHostKeys(fields['hostKeys']),
    username: loadTextField(fields, 'username'),
    ...pair,
  };
}

/** The admin's user and key; where to, and what the hosts' keys are, says the user's secret. */
export function readAdmin(admin: SecretValue, { hosts, hostKeys }: SshLogin): SshLogin {
  const fields = parseSecretFields(admin);
  const pair = readPair(fields);
  return { hosts, hostKeys, username: loadTextField(fields, 'username'), ...pair };
}

/** @throws RotationError InvalidConfiguration where the two are not one user of the same hosts */
export function checkSameUser(current: SshLogin, pending: SshLogin): void {
  if (describe(current) === describe(pending)) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'The pending value names another user, host, port or host key than the current one.',
  );
}

function describe({ username, hosts, hostKeys }: SshLogin): string {
  return JSON.stringify([username, hosts, hostKeys]);
}

/** @throws RotationError where the secret's public key is another pair's: whoever wrote it meant another credential */
function readPair(fields: SecretFields): KeyPair {
  const pair = readKeyPair(loadTextField(fields, 'privateKey'));
  const stated = fields['publicKey'];
  const line = toLine(pair.publicKey);
  if (stated === undefined) return pair;
  if (typeof stated === 'string' && stated.split(/\s+/, 2).join(' ') === line) return pair;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'publicKey in secret JSON: expected the public half of privateKey, found something else.',
  );
}

function readHosts(fields: SecretFields): readonly Host[] {
  const { hosts } = fields;
  if (hosts === undefined) {
    return [{ host: loadTextField(fields, 'host'), port: toPort(fields['port'] ?? PORT, 'port') }];
  }
  if (!Array.isArray(hosts) || hosts.length === 0) throw invalidHosts();
  return hosts.map((text: unknown) => {
    const [, ipv6, name, port] =
      /^(?:\[([^\]]+)\]|([^:\s]+))(?::(\d+))?$/.exec(typeof text === 'string' ? text : '') ?? [];
    const host = ipv6 ?? name;
    if (host === undefined) throw invalidHosts();
    return { host, port: toPort(port ?? PORT, 'hosts') };
  });
}

function invalidHosts(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'hosts in secret JSON: expected a list of texts such as "host:22".',
  );
}
