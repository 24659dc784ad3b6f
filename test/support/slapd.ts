// A directory of Debian's slapd for one test: its own folder and ports, with TLS, and whoever stands beside it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client, ResultCodeError } from 'ldapts';
import { findFreePort } from '../../demo/services/free-port.ts';
import { createSystemRandom, createUuid } from '../../local/random.ts';
import { makeCertificate } from './certificate.ts';
import { startProgram } from './program.ts';

export interface Login {
  /** A DN. */
  readonly username: string;
  readonly password: string;
}

export interface Slapd {
  readonly port: number;
  readonly tlsPort: number;
  readonly ca: string;
  /** May read and write everybody's userPassword, and nothing else. */
  readonly admin: Login;
  /** A user with this password, or a random one. */
  createUser(stored?: (password: string) => string): Promise<Login>;
  accepts(login: Login): Promise<boolean>;
  /** Bound as the user. */
  open(login: Login): Promise<Client>;
  /** What is stored, as text. */
  listPasswords(dn: string): Promise<readonly string[]>;
  /** As the directory's root. */
  write(dn: string, operation: 'add' | 'replace', type: string, ...values: string[]): Promise<void>;
  close(): Promise<void>;
}

export const policyDn = 'cn=policy,dc=example,dc=com';
const SUFFIX = 'dc=example,dc=com';

export interface SlapdOptions {
  /** With the overlay ppolicy, and a policy for all that is empty at first. */
  readonly policy?: boolean;
  /** At the end of the configuration. */
  readonly lines?: readonly string[];
  /** How the server hashes; by default {SSHA}. */
  readonly hash?: string;
}

export async function startSlapd(path: string, options: SlapdOptions = {}): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-slapd-'));
  const root = { username: `cn=root,${SUFFIX}`, password: createPassword() };
  const admin = { username: `cn=rekey,${SUFFIX}`, password: createPassword() };
  const { key, certificate, ca } = makeCertificate(folder);
  mkdirSync(join(folder, 'db'));
  writeFileSync(
    join(folder, 'slapd.conf'),
    [
      ...['core', 'cosine'].map((name) => `include /etc/ldap/schema/${name}.schema`),
      'modulepath /usr/lib/ldap',
      ...['back_mdb', 'ppolicy'].map((name) => `moduleload ${name}`),
      `TLSCertificateFile ${certificate}`,
      `TLSCertificateKeyFile ${key}`,
      `password-hash ${options.hash ?? '{SSHA}'}`,
      'database mdb',
      `directory ${join(folder, 'db')}`,
      `suffix "${SUFFIX}"`,
      `rootdn "${root.username}"`,
      `rootpw ${root.password}`,
      `access to attrs=userPassword by dn.exact="${admin.username}" write by self write by anonymous auth by * none`,
      'access to * by * read',
      ...(options.policy === true ? ['overlay ppolicy', `ppolicy_default "${policyDn}"`] : []),
      ...(options.lines ?? []),
    ].join('\n'),
    { mode: 0o600 },
  );
  const [port, tlsPort] = [await findFreePort(), await findFreePort()];
  const urls = `ldap://127.0.0.1:${String(port)} ldaps://127.0.0.1:${String(tlsPort)}`;
  const program = await startProgram(
    path,
    ['-f', join(folder, 'slapd.conf'), '-h', urls, '-d', '0'],
    port,
  );

  const open = async ({ username, password }: Login): Promise<Client> => {
    const client = new Client({ url: `ldap://127.0.0.1:${String(port)}` });
    try {
      await client.bind(username, password);
      return client;
    } catch (error) {
      await client.unbind();
      throw error;
    }
  };
  const rooted = await open(root);
  await rooted.add(SUFFIX, { objectClass: 'domain', dc: 'example' });
  await rooted.add(policyDn, {
    objectClass: ['organizationalRole', 'pwdPolicy'],
    cn: 'policy',
    pwdAttribute: 'userPassword',
  });
  const addEntry = async (dn: string, cn: string, userPassword: string): Promise<void> => {
    const objectClass = ['organizationalRole', 'simpleSecurityObject'];
    await rooted.add(dn, { objectClass, cn, userPassword });
  };
  await addEntry(admin.username, 'rekey', admin.password);
  let users = 0;

  return {
    port,
    tlsPort,
    ca,
    admin,
    createUser: async (stored = (password) => password) => {
      users += 1;
      const name = `app-${String(users)}`;
      const login = { username: `cn=${name},${SUFFIX}`, password: createPassword() };
      await addEntry(login.username, name, stored(login.password));
      return login;
    },
    accepts: async (login) => {
      try {
        await (await open(login)).unbind();
        return true;
      } catch (error) {
        if (error instanceof ResultCodeError && error.code === 49) return false;
        throw error;
      }
    },
    open,
    listPasswords: async (dn) => {
      const { searchEntries } = await rooted.search(dn, {
        scope: 'base',
        attributes: ['userPassword'],
      });
      return [searchEntries[0]?.['userPassword'] ?? []].flat().map(String);
    },
    write: async (dn, operation, type, ...values) => {
      const modification = new Attribute({ type, values });
      await rooted.modify(dn, new Change({ operation, modification }));
    },
    close: async () => {
      await rooted.unbind();
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function createPassword(): string {
  return createUuid(createSystemRandom());
}
