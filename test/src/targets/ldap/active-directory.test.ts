// Active Directory's way, against a stand-in that was built from Microsoft's documentation ([MS-ADTS] 3.1.1.3.1.5.1; system error codes) and
// speaks LDAP over TLS. No Active Directory was tried.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { BerReader, BerWriter } from 'ldapts';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createLdap } from '../../../../src/targets/ldap/ldap.ts';
import { makeCertificate } from '../../../support/certificate.ts';
import { createTargetContext, type TestContext } from '../../../support/target-context.ts';

const ADMIN = 'rekey@example.com';
const USER = 'app@example.com';
const DN = 'CN=app,OU=services,DC=example,DC=com';
const MODIFY = 0x66;

/** Result code and words, such as `[49, '80090308: …']`. */
type Result = readonly [code: number, words: string];

let directory: StandIn;
let current: SecretValue;
let context: TestContext;
const target = createLdap(new Map([['directory', 'active-directory']]));

beforeAll(async () => {
  directory = await startStandIn();
});
afterAll(async () => {
  await directory.close();
});
beforeEach(() => {
  const [password, adminPassword] = [createPassword(), createPassword()];
  directory.passwords = new Map([
    [USER, password],
    [ADMIN, adminPassword],
  ]);
  directory.refuse = () => undefined;
  const { port, ca } = directory;
  const place = { host: '127.0.0.1', port, ca };
  current = new SecretValue(JSON.stringify({ ...place, username: USER, dn: DN, password }));
  const admin = new SecretValue(
    JSON.stringify({ username: ADMIN, dn: 'CN=rekey', password: adminPassword }),
  );
  context = createTargetContext('active directory', { admin });
});

test('the admin sets the password in quotes and UTF-16, and the user logs in with it', async () => {
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await target.test?.({ current, pending }, context);
  expect(directory.passwords.get(USER)).toBe(passwordOf(pending));
  expect(await target.verify?.(current, context)).toBe('refused');
});

test('what is given up is undone: the password of AWSCURRENT is set again', async () => {
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  for (let times = 0; times < 2; times += 1) {
    await target.discard?.({ current, made: pending }, context);
    expect(directory.passwords.get(USER)).toBe(passwordOf(current));
  }
});

test('what was never set is not undone: a password that somebody set by hand stays', async () => {
  const pending = await target.create(current, context);
  directory.passwords.set(USER, 'set by hand');
  await target.discard?.({ current, made: pending }, context);
  expect(directory.passwords.get(USER)).toBe('set by hand');
});

test('without an admin nothing is begun, for it could not be undone', async () => {
  const pending = await target.create(current, context);
  const call = target.set?.({ current, pending }, createTargetContext('alone'));
  await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
});

test.each<readonly [string, Result, string]>([
  ['a policy that refuses the password', [53, '0000052D: SvcErr: DSID-031A12D2'], 'ValueRejected'],
  ['a constraint', [19, '0000052D: AtrErr: DSID-03191083'], 'ValueRejected'],
  ['missing rights', [50, '00000005: SecErr: DSID-031A11D2'], 'TargetFailed'],
  ['a busy server', [51, '00002024: SvcErr'], 'Transient'],
])('%s is told by its code', async (_title, result, code) => {
  const pending = await target.create(current, context);
  directory.refuse = (operation) => (operation === MODIFY ? result : undefined);
  await expect(target.set?.({ current, pending }, context)).rejects.toMatchObject({
    code: `Rekey.${code}`,
    message: expect.not.stringContaining('DSID') as unknown,
  });
});

test.each([
  ['52e', 'refused'],
  ['533', 'refused'],
  ['775', 'unreachable'],
])('a login that is refused with data %s is %s', async (data, state) => {
  directory.refuse = () => toLoginRefusal(data);
  expect(await target.verify?.(current, context)).toBe(state);
});

test.each(['532', '773'])(
  'a right password that must be changed (data %s) is not called refused',
  async (data) => {
    directory.refuse = () => toLoginRefusal(data);
    const call = target.verify?.(current, context);
    await expect(call).rejects.toMatchObject({ code: 'Rekey.TargetFailed' });
  },
);

test.each([
  [{ passwords: 'two' }, 'passwords: expected one'],
  [{ tls: 'off' }, 'tls: expected TLS'],
  [{ hash: 'ssha' }, 'hash: expected none'],
])('the options %j are refused', (options, message) => {
  const all = { directory: 'active-directory', ...options };
  expect(() => createLdap(new Map(Object.entries(all)))).toThrow(message);
});

interface StandIn {
  readonly port: number;
  readonly ca: string;
  /** By the name that binds. */
  passwords: Map<string, string>;
  /** What an operation is answered in place of what it would be. */
  refuse: (operation: number) => Result | undefined;
  close(): Promise<void>;
}

async function startStandIn(): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-directory-'));
  const { key, certificate, ca } = makeCertificate(folder);
  const server = createServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    (socket) => {
      let bound = '';
      socket.on('error', () => undefined);
      socket.on('data', (message: Buffer) => {
        const reader = new BerReader(message);
        reader.readSequence();
        const id = reader.readInt() ?? 0;
        const operation = reader.readSequence() ?? 0;
        let result = standIn.refuse(operation);
        if (result === undefined && operation === MODIFY) result = modify(reader, bound);
        if (result === undefined) {
          reader.readInt();
          bound = reader.readString() ?? '';
          const isRight = standIn.passwords.get(bound) === reader.readString(0x80);
          result = isRight ? [0, ''] : toLoginRefusal('52e');
        }
        socket.write(toAnswer(id, operation + 1, result));
      });
    },
  );
  const modify = (reader: BerReader, bound: string): Result => {
    const dn = reader.readString();
    reader.readSequence();
    reader.readSequence();
    const operation = reader.readEnumeration();
    reader.readSequence();
    const attribute = reader.readString();
    reader.readSequence(0x31);
    const value = reader.readString(4, true) ?? Buffer.alloc(0);
    const [, password] = /^"(.+)"$/.exec(value.toString('utf16le')) ?? [];
    if (bound !== ADMIN || dn !== DN) return [50, '00000005: SecErr: DSID-031A11D2'];
    if (operation !== 2 || attribute !== 'unicodePwd' || password === undefined) {
      return [53, '0000001F: SvcErr: DSID-031A12D2'];
    }
    standIn.passwords.set(USER, password);
    return [0, ''];
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const standIn: StandIn = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    ca,
    passwords: new Map(),
    refuse: () => undefined,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return standIn;
}

function toLoginRefusal(data: string): Result {
  return [
    49,
    `80090308: LdapErr: DSID-0C090449, comment: AcceptSecurityContext error, data ${data}, v4563`,
  ];
}

function toAnswer(id: number, operation: number, [code, words]: Result): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(operation);
  writer.writeEnumeration(code);
  writer.writeString('');
  writer.writeString(words);
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

function passwordOf(value: SecretValue): string {
  return (JSON.parse(value.reveal()) as { password: string }).password;
}

function createPassword(): string {
  return createUuid(createSystemRandom());
}
