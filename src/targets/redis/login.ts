// The secret of a Redis user: host, port, username, password, and `nodes` where there are more than one.
import { RotationError } from '../../rotation/errors.ts';
import { SecretValue } from '../../rotation/secret-value.ts';
import { loadTextField, parseSecretFields, type SecretFields, toPort } from '../secret-json.ts';

export interface Node {
  readonly host: string;
  readonly port: number;
}

export interface RedisLogin {
  /** ACLs are each node's own: replicas and cluster nodes do not learn of them from each other. */
  readonly nodes: readonly Node[];
  readonly username: string;
  readonly password: SecretValue;
  /** Certificates (PEM) of whoever signed the nodes', where the runtime does not know them. */
  readonly ca: string | undefined;
}

const PORT = 6379;

/** @throws RotationError InvalidConfiguration that names the field, never what it holds */
export function readLogin(value: SecretValue): RedisLogin {
  const fields = parseSecretFields(value);
  return {
    nodes: readNodes(fields),
    username: fields['username'] === undefined ? 'default' : loadTextField(fields, 'username'),
    password: new SecretValue(loadTextField(fields, 'password')),
    ca: fields['ca'] === undefined ? undefined : loadTextField(fields, 'ca'),
  };
}

/** The admin's user and password; its own secret need not say where. */
export function readAdmin(admin: SecretValue, { nodes, ca }: RedisLogin): RedisLogin {
  const fields = parseSecretFields(admin);
  const { username, password } = readLogin(
    new SecretValue(JSON.stringify({ ...fields, nodes: nodes.map(toText) })),
  );
  return { nodes, username, password, ca };
}

/** @throws RotationError InvalidConfiguration where the two are not one user of the same nodes */
export function checkSameUser(current: RedisLogin, pending: RedisLogin): void {
  const isSame =
    current.username === pending.username &&
    current.nodes.map(toText).join() === pending.nodes.map(toText).join();
  if (isSame) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'The pending value names another user, host or port than the current one.',
  );
}

function readNodes(fields: SecretFields): readonly Node[] {
  const { nodes } = fields;
  if (nodes === undefined) {
    return [{ host: loadTextField(fields, 'host'), port: toPort(fields['port'] ?? PORT, 'port') }];
  }
  if (!Array.isArray(nodes) || nodes.length === 0) throw invalid('nodes', 'a list of "host:port"');
  return nodes.map((node: unknown) => {
    const [, host, port] = /^(.+?)(?::(\d+))?$/.exec(typeof node === 'string' ? node : '') ?? [];
    if (host === undefined) throw invalid('nodes', 'texts such as "host:6379"');
    return { host, port: toPort(port ?? PORT, 'nodes') };
  });
}

function toText({ host, port }: Node): string {
  return `${host}:${String(port)}`;
}

function invalid(field: string, expected: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `${field} in secret JSON: expected ${expected}.`,
  );
}
