// What the contract of targets does not ask of SSH keys: every message of a change, the hosts' keys, admins, locks, and kinds of hosts.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createSystemClock } from '../../../../local/clock.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { openFiles } from '../../../../src/targets/ssh-key/files.ts';
import { changeKeyFile } from '../../../../src/targets/ssh-key/key-file.ts';
import { readLogin } from '../../../../src/targets/ssh-key/login.ts';
import { withHost } from '../../../../src/targets/ssh-key/session.ts';
import { createSshKey } from '../../../../src/targets/ssh-key/ssh-key.ts';
import { startFaultProxy } from '../../../support/fault-proxy.ts';
import { describeWithProgram } from '../../../support/program.ts';
import {
  createPlainPair,
  type PlainKeyPair,
  type SshServer,
  startSshd,
} from '../../../support/sshd.ts';
import { createTargetContext } from '../../../support/target-context.ts';

/** Before the user is in, nothing can be changed. */
const HANDSHAKE_MESSAGES = 6;

describeWithProgram('sshd', 'openssh-server', (path) => {
  let server: SshServer;
  let pair: PlainKeyPair;
  let current: SecretValue;
  const others: SshServer[] = [];
  const startOther = async (...lines: readonly string[]): Promise<SshServer> => {
    const other = await startSshd(path, lines);
    others.push(other);
    return other;
  };

  beforeAll(async () => {
    server = await startSshd(path);
    pair = createPlainPair();
  });
  afterAll(async () => {
    for (const each of [server, ...others]) await each.close();
  });
  beforeEach(() => {
    writeFileSync(server.file, `# ours\n${pair.publicKey} app@host\n`);
    current = toSecret(server, pair);
  });

  test('what it writes is what OpenSSH reads: options go along, the rest stays byte for byte', async () => {
    const foreign = createPlainPair().publicKey;
    const restricted = `from="127.0.0.1,::1",environment="A=\\"b c\\"",no-pty ${pair.publicKey}  app@host`;
    const before = `# caf\xe9\r\n\n${foreign} somebody\n${restricted}\n\t@odd line\n${foreign} last`;
    writeFileSync(server.file, Buffer.from(before, 'latin1'));
    chmodSync(server.file, 0o640);
    const context = createTargetContext('options');
    const pending = await create().create(current, context);
    await create().set?.({ current, pending }, context);
    const { publicKey } = toPair(pending);
    const added = `from="127.0.0.1,::1",environment="A=\\"b c\\"",no-pty ${publicKey} rekey:${context.token} app@host`;
    expect(readFileSync(server.file, 'latin1')).toBe(
      before.replace(restricted, `${restricted}\n${added}`),
    );
    expect(statSync(server.file).mode & 0o777).toBe(0o640);
    expect(await server.accepts(toPair(pending).privateKey)).toBe(true);

    await create().retire?.({ current: pending, previous: current }, context);
    expect(readFileSync(server.file, 'latin1')).toBe(before.replace(restricted, added));
    expect(await server.accepts(pair.privateKey)).toBe(false);
  });

  test.each([
    ['odd', HANDSHAKE_MESSAGES + 1],
    ['even', HANDSHAKE_MESSAGES],
  ])(
    'wherever the answer to an %s message of a change is lost, the next try makes it whole, and leaves nothing beside the file',
    async (_title, first) => {
      const proxy = await startFaultProxy(server.port);
      const broken = toSecret({ ...server, port: proxy.port }, pair);
      const before = readFileSync(server.file, 'utf8');
      let hasFailed = true;
      for (let index = first; hasFailed; index += 2) {
        writeFileSync(server.file, before);
        const context = createTargetContext(`message ${String(index)}`);
        const pending = await create().create(broken, context);
        const after = `${before}${toPair(pending).publicKey} rekey:${context.token} app@host\n`;
        proxy.failCall(index, 'after');
        const set = async (): Promise<void> =>
          await create().set?.({ current: broken, pending }, context);
        await set().catch(() => undefined);
        expect([before, after]).toContain(readFileSync(server.file, 'utf8'));
        hasFailed = proxy.hasFailed();
        proxy.failCall(undefined, 'after');
        await set();
        expect(readFileSync(server.file, 'utf8')).toBe(after);
        expect(existsSync(`${server.file}.rekey-new`)).toBe(false);
        expect(existsSync(`${server.file}.rekey-lock`)).toBe(false);
      }
      await proxy.close();
    },
  );

  test('a host whose key is another is told by what it showed, and is not logged in to', async () => {
    const stranger = await startOther();
    const value = toSecret({ ...stranger, hostKey: server.hostKey }, pair);
    for (const call of [
      async () => await create().verify?.(value, createTargetContext('key')),
      async () =>
        await create().test?.({ current: value, pending: value }, createTargetContext('key')),
    ]) {
      await expect(call()).rejects.toMatchObject({
        code: 'Rekey.InvalidConfiguration',
        message: expect.stringMatching(/expected one of hostKeys.*found SHA256:.{43}\./) as unknown,
      });
    }
    expect(stranger.output()).not.toContain('Accepted');
  });

  test("hosts' keys may be known_hosts lines or fingerprints; a line for another host does not count", async () => {
    const context = createTargetContext('forms');
    const name = `[127.0.0.1]:${String(server.port)}`;
    const listed = execFileSync('ssh-keygen', ['-lf', '-'], { input: server.hostKey });
    const fingerprint = /SHA256:\S+/.exec(listed.toString())?.[0] ?? '';
    for (const hostKeys of [
      [`${name} ${server.hostKey} a comment`],
      `# scanned\n127.0.0.1 ${server.hostKey}\n`,
      [fingerprint],
    ]) {
      expect(await create().verify?.(toSecret(server, pair, { hostKeys }), context)).toBe(
        'working',
      );
    }
    const hostKeys = [`elsewhere ${server.hostKey}`];
    await expect(create().verify?.(toSecret(server, pair, { hostKeys }), context)).rejects.toThrow(
      "found other hosts' alone",
    );
  });

  test('an admin of the same name changes the file, also where the user may not; one of another needs its path', async () => {
    const admin = createPlainPair();
    writeFileSync(server.adminFile, `${admin.publicKey}\n`);
    writeFileSync(server.file, `command="/bin/true" ${pair.publicKey}\n`);
    const context = createTargetContext('admin', {
      admin: toSecret(server, admin),
    });
    const pending = await create().create(current, context);
    await expect(
      create().set?.({ current, pending }, createTargetContext('admin')),
    ).rejects.toMatchObject({
      code: 'Rekey.TargetFailed',
      message: expect.stringContaining('opens no SFTP session') as unknown,
    });
    await create().set?.({ current, pending }, context);
    await create().test?.({ current, pending }, context);
    await create().retire?.({ current: pending, previous: current }, context);
    expect(await create().verify?.(current, context)).toBe('refused');

    const other = createTargetContext('other', {
      admin: new SecretValue(JSON.stringify({ username: 'ops', ...admin })),
    });
    await expect(create().set?.({ current, pending }, other)).rejects.toThrow(
      'rekey:options, file: expected the path',
    );
  });

  test('every host of the list learns the new key; one that does not have it makes it refused', async () => {
    const second = await startOther();
    writeFileSync(second.file, `${pair.publicKey}\n`);
    const value = toSecret(server, pair, {
      hosts: [server, second].map(({ port }) => `127.0.0.1:${String(port)}`),
      hostKeys: [server.hostKey, second.hostKey],
    });
    const context = createTargetContext('two');
    const pending = await create().create(value, context);
    await create().set?.({ current: value, pending }, context);
    await create().test?.({ current: value, pending }, context);
    for (const each of [server, second]) {
      expect(await each.accepts(toPair(pending).privateKey)).toBe(true);
    }
    writeFileSync(second.file, `${pair.publicKey}\n`);
    expect(await create().verify?.(pending, context)).toBe('refused');
  });

  test('what a dead run left is found by its token alone', async () => {
    const context = createTargetContext('dead');
    const before = readFileSync(server.file, 'utf8');
    const pending = await create().create(current, context);
    await create().set?.({ current, pending }, context);
    await create().discard?.({ current, keep: pending }, context);
    expect(readFileSync(server.file, 'utf8')).not.toBe(before);
    await create().discard?.({ current }, context);
    expect(readFileSync(server.file, 'utf8')).toBe(before);
  });

  test('no key goes in without a line whose options it could have, and none goes out as the last', async () => {
    const admin = createPlainPair();
    writeFileSync(server.adminFile, `${admin.publicKey}\n`);
    const context = createTargetContext('absent', { admin: toSecret(server, admin) });
    const pending = await create().create(current, context);
    const foreign = `cert-authority ${pair.publicKey}\n# ${pair.publicKey}\n`;
    writeFileSync(server.file, foreign);
    await expect(create().set?.({ current, pending }, context)).rejects.toThrow(
      'Expected the current key in the file',
    );
    expect(readFileSync(server.file, 'utf8')).toBe(foreign);

    const last = `${pair.publicKey} last\n`;
    writeFileSync(server.file, last);
    await expect(
      create().retire?.({ current: pending, previous: current }, context),
    ).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
    expect(readFileSync(server.file, 'utf8')).toBe(last);
  });

  test('a lock of another rotation is waited for, and an old one taken over', async () => {
    const context = createTargetContext('lock');
    const pending = await create().create(current, context);
    const lock = `${server.file}.rekey-lock`;
    const now = createSystemClock().now();
    symlinkSync(`rekey-somebody@${String(now)}`, lock);
    await expect(create().set?.({ current, pending }, context)).rejects.toMatchObject({
      code: 'Rekey.Transient',
      message: expect.stringContaining('Another rotation holds') as unknown,
    });
    expect(lstatSync(lock).isSymbolicLink()).toBe(true);
    const later = { ...context, clock: { ...context.clock, now: () => now + 200_000 } };
    await create().set?.({ current, pending }, later);
    expect(await server.accepts(toPair(pending).privateKey)).toBe(true);
    expect(existsSync(lock)).toBe(false);
  });

  test('what somebody writes into the file meanwhile is not lost', async () => {
    const context = createTargetContext('meanwhile');
    const login = readLogin(current);
    let calls = 0;
    await withHost(
      { host: '127.0.0.1', port: server.port },
      login,
      context.signal,
      async (call) => {
        const change = (text: string): string => {
          calls += 1;
          if (calls === 2) appendFileSync(server.file, '# by hand\n');
          return text.includes('# ours too') ? text : `${text}# ours too\n`;
        };
        await changeKeyFile(await openFiles(call), '.ssh/authorized_keys', change, context);
      },
    );
    expect(readFileSync(server.file, 'utf8')).toMatch(/# by hand\n# ours too\n$/);
  });

  test('a symlink stays one: the file that it leads to is changed', async () => {
    const real = `${server.file}.real`;
    renameSync(server.file, real);
    symlinkSync(real, server.file);
    const context = createTargetContext('link');
    const pending = await create().create(current, context);
    await create().set?.({ current, pending }, context);
    expect(lstatSync(server.file).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toContain(context.token);
    renameSync(real, server.file);
  });

  test('a file that is not there, and a host that lets nothing be written, are told', async () => {
    const context = createTargetContext('files');
    const pending = await create().create(current, context);
    await expect(
      create({ file: '/nowhere/keys' }).set?.({ current, pending }, context),
    ).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: 'Expected a file /nowhere/keys on the host, found none (option file).',
    });
    const strict = await startOther('ForceCommand internal-sftp -R');
    writeFileSync(strict.file, `${pair.publicKey}\n`);
    const value = toSecret(strict, pair);
    await expect(
      create({ file: strict.file }).set?.(
        { current: value, pending: await create().create(value, context) },
        context,
      ),
    ).rejects.toMatchObject({
      code: 'Rekey.TargetFailed',
      message: expect.stringContaining('may not lock') as unknown,
    });
  });

  test('a host that wants more than a key, or no keys at all, does not make a key refused', async () => {
    const more = await startOther(
      'AuthenticationMethods publickey,password',
      'PasswordAuthentication yes',
    );
    writeFileSync(more.file, `${pair.publicKey}\n`);
    const context = createTargetContext('more');
    await expect(create().verify?.(toSecret(more, pair), context)).rejects.toThrow(
      'takes the key and asks for more',
    );
    const none = await startOther('PubkeyAuthentication no');
    await expect(create().verify?.(toSecret(none, pair), context)).rejects.toThrow(
      'takes no public keys',
    );
  });

  test.each([
    ['an RSA key as EC2 gives it', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
    ['an RSA key in PKCS #8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8']],
    ['an ECDSA key in PEM', ['-t', 'ecdsa', '-b', '384', '-m', 'PEM']],
    ['an ECDSA key of OpenSSH', ['-t', 'ecdsa', '-b', '256']],
  ])('%s is rotated to a key of Ed25519', async (_title, args) => {
    const old = createPlainPair(...args);
    writeFileSync(server.file, `${old.publicKey}\n`);
    const value = toSecret(server, old);
    const context = createTargetContext('kinds');
    const pending = await create().create(value, context);
    await create().set?.({ current: value, pending }, context);
    await create().retire?.({ current: pending, previous: value }, context);
    expect(readFileSync(server.file, 'utf8')).toBe(
      `${toPair(pending).publicKey} rekey:${context.token}\n`,
    );
    expect(toPair(pending).publicKey).toMatch(/^ssh-ed25519 /);
    expect(await server.accepts(toPair(pending).privateKey)).toBe(true);
  });

  test('a key with a passphrase, a public key of another pair and fields that are none are refused, and not quoted', () => {
    const locked = createPlainPair('-N', 'a passphrase');
    const lockedPem = createPlainPair('-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'a passphrase');
    const other = createPlainPair();
    for (const [fields, message] of [
      [{ ...locked }, 'without a passphrase'],
      [{ ...lockedPem }, 'without a passphrase'],
      [{ ...pair, publicKey: other.publicKey }, 'the public half of privateKey'],
      [{ ...pair, privateKey: pair.privateKey.replaceAll('\n', '') }, 'with its line breaks'],
      [{ ...pair, hostKeys: undefined }, 'hostKeys in secret JSON: expected the public keys'],
      [{ ...pair, hostKeys: ['|1|abc=|def= ssh-ed25519 AAAA'] }, 'neither hashed nor patterns'],
      [{ ...pair, hosts: ['a b'] }, 'hosts in secret JSON: expected a list'],
    ] as const) {
      const check = (): void => {
        create().check(toSecret(server, pair, fields));
      };
      expect(check).toThrow(message);
      expect(check).not.toThrow(pair.privateKey.slice(60, 90));
    }
  });
});

function create(options: Readonly<Record<string, string>> = {}): Target {
  return createSshKey(new Map(Object.entries(options)));
}

function toSecret(
  { port, username, hostKey }: Pick<SshServer, 'port' | 'username' | 'hostKey'>,
  pair: PlainKeyPair,
  others: object = {},
): SecretValue {
  const fields = { host: '127.0.0.1', port, username, hostKeys: [hostKey], ...pair, ...others };
  return new SecretValue(JSON.stringify(fields));
}

function toPair(value: SecretValue): PlainKeyPair {
  const { privateKey, publicKey } = JSON.parse(value.reveal()) as PlainKeyPair;
  return { privateKey, publicKey };
}
