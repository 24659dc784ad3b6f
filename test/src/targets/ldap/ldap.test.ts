// Users of a real slapd: what the contract of targets does not ask.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createLdap } from '../../../../src/targets/ldap/ldap.ts';
import { rotate } from '../../../contract/steps.ts';
import { describeWithProgram } from '../../../support/program.ts';
import { type Login, policyDn, type Slapd, startSlapd } from '../../../support/slapd.ts';
import { createTargetContext, type TestContext } from '../../../support/target-context.ts';

describeWithProgram('slapd', 'slapd', (path) => {
  let server: Slapd;
  let context: TestContext;
  beforeAll(async () => {
    server = await startSlapd(path);
    const admin = new SecretValue(JSON.stringify(server.admin));
    context = createTargetContext('ldap', { admin });
  });
  afterAll(async () => {
    await server.close();
  });
  const toSecret = (login: Login, fields: object = {}): SecretValue =>
    new SecretValue(JSON.stringify({ host: '127.0.0.1', port: server.port, ...login, ...fields }));

  test('the new password is stored as a hash, the old one is removed, and what others stored stays', async () => {
    const login = await server.createUser();
    const current = toSecret(login);
    await server.write(login.username, 'add', 'userPassword', "somebody else's", '{CRYPT}x');
    const pending = await create().create(current, context);
    await create().set?.({ current, pending }, context);
    expect(await server.accepts(toLogin(pending))).toBe(true);
    await create().retire?.({ current: pending, previous: current }, context);
    const [first, second, ...others] = await server.listPasswords(login.username);
    expect([first, second]).toEqual(["somebody else's", '{CRYPT}x']);
    expect(others).toEqual([expect.stringMatching(/^\{SSHA\}/)]);
    expect(await server.accepts(login)).toBe(false);
    expect(await server.accepts(toLogin(pending))).toBe(true);
  });

  test('an old password in a form that cannot be computed here is removed where it is the only one', async () => {
    const login = await server.createUser(crypt);
    const current = toSecret(login);
    const pending = await rotate(create(), current, context);
    expect(await server.accepts(login)).toBe(false);
    expect(await server.accepts(toLogin(pending))).toBe(true);
    expect(await server.listPasswords(login.username)).toHaveLength(1);
  });

  test('a form that cannot be computed here is left alone once the old password opens nothing', async () => {
    const login = await server.createUser();
    const current = toSecret(login);
    await server.write(login.username, 'add', 'userPassword', crypt("somebody else's"));
    const pending = await rotate(create(), current, context);
    await create().retire?.({ current: pending, previous: current }, context);
    expect(await server.accepts({ ...login, password: "somebody else's" })).toBe(true);
  });

  test('an old password among several that cannot be computed here is not guessed at', async () => {
    const login = await server.createUser(crypt);
    const current = toSecret(login);
    const pending = await create().create(current, context);
    await create().set?.({ current, pending }, context);
    await server.write(login.username, 'add', 'userPassword', crypt("somebody else's"));
    const before = await server.listPasswords(login.username);
    const call = create().retire?.({ current: pending, previous: current }, context);
    await expect(call).rejects.toMatchObject({ code: 'Rekey.TargetFailed' });
    expect(await server.listPasswords(login.username)).toEqual(before);
  });

  test.each([
    [
      'several in forms that cannot be computed here',
      'Rekey.TargetFailed',
      'cannot be told',
      crypt,
    ],
    ['one that another server keeps', 'Rekey.InvalidConfiguration', 'kept elsewhere', toSasl],
  ])('%s are refused before anything is added', async (_title, code, message, store) => {
    const login = await server.createUser(store);
    await server.write(login.username, 'add', 'userPassword', store('another'));
    const before = await server.listPasswords(login.username);
    const current = toSecret(login);
    const pending = await create().create(current, context);
    const call = create().set?.({ current, pending }, context);
    await expect(call).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as unknown,
    });
    expect(await server.listPasswords(login.username)).toEqual(before);
  });

  test('who may not read the stored passwords is told what it needs', async () => {
    const current = toSecret(await server.createUser());
    const admin = new SecretValue(JSON.stringify(await server.createUser()));
    const pending = await create().create(current, context);
    const weak = createTargetContext('weak', { admin });
    await expect(create().set?.({ current, pending }, weak)).rejects.toMatchObject({
      code: 'Rekey.TargetFailed',
      message: expect.stringContaining('cannot read userPassword') as unknown,
    });
    const one = create({ passwords: 'one' }).set?.({ current, pending }, weak);
    await expect(one).rejects.toMatchObject({
      code: 'Rekey.TargetFailed',
      message: expect.stringContaining('may not') as unknown,
    });
  });

  test('in place, an entry with several passwords is refused, for all of them would go', async () => {
    const login = await server.createUser();
    await server.write(login.username, 'add', 'userPassword', 'another');
    const current = toSecret(login);
    const one = create({ passwords: 'one' });
    const call = one.set?.({ current, pending: await one.create(current, context) }, context);
    await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
    expect(await server.listPasswords(login.username)).toHaveLength(2);
  });

  test('an admin of another server is refused', async () => {
    const current = toSecret(await server.createUser());
    const admin = toSecret(server.admin, { port: 9 });
    const pending = await create().create(current, context);
    const call = create().set?.({ current, pending }, createTargetContext('other', { admin }));
    await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
  });

  test.each([
    ['ldaps', 'ldaps'],
    ['starttls', 'starttls'],
  ])('over %s the server is verified, and a whole rotation works', async (_title, transport) => {
    const port = transport === 'ldaps' ? server.tlsPort : server.port;
    const login = await server.createUser();
    const target = createLdap(new Map([['transport', transport]]));
    const stranger = toSecret(login, { port });
    await expect(target.verify?.(stranger, context)).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining('TLS to the target') as unknown,
    });
    const current = toSecret(login, { port, ca: server.ca });
    const pending = await rotate(target, current, context);
    expect(await target.verify?.(pending, context)).toBe('working');
    expect(await target.verify?.(current, context)).toBe('refused');
  });
});

describeWithProgram('slapd', 'slapd', (path) => {
  describe('under a password policy', () => {
    let server: Slapd;
    let context: TestContext;
    let login: Login;
    let current: SecretValue;
    const own = createTargetContext('own');
    beforeAll(async () => {
      server = await startSlapd(path, { policy: true, lines: ['ppolicy_use_lockout'] });
      const admin = new SecretValue(JSON.stringify(server.admin));
      context = createTargetContext('policy', { admin });
    });
    afterAll(async () => {
      await server.close();
    });
    beforeEach(async () => {
      for (const type of ['pwdInHistory', 'pwdMinAge', 'pwdMaxFailure', 'pwdCheckQuality']) {
        await server.write(policyDn, 'replace', type, '0');
      }
      for (const type of ['pwdMustChange', 'pwdLockout']) {
        await server.write(policyDn, 'replace', type, 'FALSE');
      }
      login = await server.createUser();
      const place = { host: '127.0.0.1', port: server.port };
      current = new SecretValue(JSON.stringify({ ...place, ...login }));
    });
    const one = create({ passwords: 'one' });

    test('a password that it remembers as used is the one that a first call set', async () => {
      await server.write(policyDn, 'replace', 'pwdInHistory', '3');
      const pending = await one.create(current, context);
      await one.set?.({ current, pending }, context);
      await one.set?.({ current, pending }, context);
      await one.set?.({ current, pending }, own);
      expect(await server.accepts(toLogin(pending))).toBe(true);
    });

    test('a change that comes too early is told as such: another password would not help', async () => {
      await server.write(policyDn, 'replace', 'pwdMinAge', '3600');
      const first = await one.create(current, own);
      await one.set?.({ current, pending: first }, own);
      const pending = await one.create(first, own);
      await expect(one.set?.({ current: first, pending }, own)).rejects.toMatchObject({
        code: 'Rekey.TargetFailed',
        message: expect.stringContaining('longer time') as unknown,
      });
    });

    test('a password of an admin that the user must change first does not pass the test', async () => {
      await server.write(policyDn, 'replace', 'pwdMustChange', 'TRUE');
      const pending = await one.create(current, context);
      await one.set?.({ current, pending }, context);
      // What the overlay does by itself where the admin has `manage` access.
      await server.write(login.username, 'replace', 'pwdReset', 'TRUE');
      await expect(one.test?.({ current, pending }, context)).rejects.toMatchObject({
        code: 'Rekey.TargetFailed',
        message: expect.stringContaining('pwdMustChange') as unknown,
      });
    });

    test('a rotation makes no wrong try, and a locked account is not taken for a refused password', async () => {
      await server.write(policyDn, 'replace', 'pwdLockout', 'TRUE');
      await server.write(policyDn, 'replace', 'pwdMaxFailure', '1');
      const pending = await rotate(one, await rotate(one, current, context), own);
      expect(await one.verify?.(pending, context)).toBe('working');
      expect(await server.accepts({ ...toLogin(pending), password: 'wrong' })).toBe(false);
      expect(await one.verify?.(pending, context)).toBe('unreachable');
    });

    test('a second password that it cannot check is refused with what to do; in clear it is checked', async () => {
      await server.write(policyDn, 'replace', 'pwdCheckQuality', '2');
      const pending = await create().create(current, context);
      await expect(create().set?.({ current, pending }, context)).rejects.toMatchObject({
        code: 'Rekey.InvalidConfiguration',
        message: expect.stringContaining('hash=none') as unknown,
      });
      const plain = create({ hash: 'none' });
      await server.write(policyDn, 'replace', 'pwdMinLength', '200');
      await expect(plain.set?.({ current, pending }, context)).rejects.toMatchObject({
        code: 'Rekey.ValueRejected',
      });
      await server.write(policyDn, 'replace', 'pwdMinLength', '20');
      await plain.set?.({ current, pending }, context);
      expect(await server.accepts(toLogin(pending))).toBe(true);
    });
  });

  test('a server that hashes in a form that cannot be computed here is found out, and left as it was', async () => {
    const lines = ['ppolicy_hash_cleartext'];
    const server = await startSlapd(path, { policy: true, lines, hash: '{CRYPT}' });
    try {
      const login = await server.createUser();
      const before = await server.listPasswords(login.username);
      const place = { host: '127.0.0.1', port: server.port };
      const current = new SecretValue(JSON.stringify({ ...place, ...login }));
      const admin = new SecretValue(JSON.stringify(server.admin));
      const context = createTargetContext('crypt', { admin });
      const plain = create({ hash: 'none' });
      const pending = await plain.create(current, context);
      await expect(plain.set?.({ current, pending }, context)).rejects.toMatchObject({
        code: 'Rekey.InvalidConfiguration',
        message: expect.stringContaining('hash=ssha') as unknown,
      });
      expect(await server.listPasswords(login.username)).toEqual(before);
      const next = await rotate(create(), current, context);
      expect(await server.accepts(toLogin(next))).toBe(true);
      expect(await server.accepts(login)).toBe(false);
    } finally {
      await server.close();
    }
  });
});

test.each([
  [{ passwords: 'three' }, 'passwords: expected one of two, one'],
  [{ hash: 'md5' }, 'hash: expected one of ssha'],
  [{ hash: 'ssha', passwords: 'one' }, 'hash: expected none'],
  [{ transport: 'starttls' }, 'transport: expected none with tls=off'],
  [{ tls: 'maybe' }, 'tls: expected one of verify-full'],
  [{ length: '15' }, 'length: expected a whole number from 16 to 128'],
  [{ owner: 'me' }, 'owner: expected one of'],
])('the options %j are refused', (options, message) => {
  expect(() => create(options)).toThrow(message);
});

test('a directory of several copies says how long they take', () => {
  expect(create({ propagation: '30' }).propagationMs).toBe(30_000);
});

test.each([
  [{ username: 'app' }, 'username in secret JSON: expected a DN'],
  [{ username: 'cn=app', password: '' }, 'password in secret JSON: expected a text'],
  [{ username: 'cn=app', port: 'x' }, 'port in secret JSON: expected a port'],
  [{ username: 'cn=app', host: 5 }, 'host in secret JSON: expected a text'],
])('a secret with %j is refused', (fields, message) => {
  const value = new SecretValue(JSON.stringify({ host: 'h', password: 'p', ...fields }));
  expect(() => {
    create().check(value);
  }).toThrow(message);
});

function create(options: Readonly<Record<string, string>> = {}): ReturnType<typeof createLdap> {
  return createLdap(new Map(Object.entries({ tls: 'off', ...options })));
}

function toLogin(value: SecretValue): Login {
  const { username, password } = JSON.parse(value.reveal()) as Login;
  return { username, password };
}

/** As crypt(3) hashes it. */
function crypt(password: string): string {
  const hashed = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password });
  return `{CRYPT}${hashed.toString().trim()}`;
}

function toSasl(name: string): string {
  return `{SASL}${name}@EXAMPLE.COM`;
}
