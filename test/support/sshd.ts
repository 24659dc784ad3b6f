// An OpenSSH sshd of the test's own: own port, own host key, own home with one authorized_keys. Whoever runs the test logs in, root or
// not; the home is where SFTP begins, so nothing of the machine's is touched.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { findFreePort } from '../../demo/services/free-port.ts';
import type { OpenSession } from '../contract/fixture.ts';
import { startProgram } from './program.ts';

export interface SshServer {
  readonly port: number;
  readonly username: string;
  /** As ssh-keyscan prints it, without the names in front. */
  readonly hostKey: string;
  /** The file of the keys that the target changes. */
  readonly file: string;
  /** Another one that sshd reads: of whoever administers the first. */
  readonly adminFile: string;
  /** As OpenSSH's own client sees it. */
  accepts(privateKey: string): Promise<boolean>;
  output(): string;
  close(): Promise<void>;
}

/** @param lines of sshd_config besides the test's own */
export async function startSshd(path: string, lines: readonly string[] = []): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-sshd-'));
  const home = join(folder, 'home');
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const file = join(home, '.ssh', 'authorized_keys');
  const adminFile = join(folder, 'admin_keys');
  for (const each of [file, adminFile]) writeFileSync(each, '', { mode: 0o600 });
  const { username, uid } = userInfo();
  if (uid === 0) mkdirSync('/run/sshd', { recursive: true }); // where it gives its privileges up
  const hostKey = createKeyFile(join(folder, 'host_key'));
  const port = await findFreePort();
  const config = join(folder, 'sshd_config');
  const settings = [
    ...lines, // sshd takes the first of two
    ...['ListenAddress 127.0.0.1', `Port ${String(port)}`, `HostKey ${join(folder, 'host_key')}`],
    ...[`AuthorizedKeysFile ${file} ${adminFile}`, 'StrictModes no', 'UsePAM no', 'UseDNS no'],
    ...['PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'PidFile none'],
    ...['MaxStartups 100:30:200', `Subsystem sftp internal-sftp -d ${home}`],
  ];
  // From 9.8 on sshd bans an address for a while that shows it refused keys, as this test does all the time.
  writeFileSync(config, [...settings, 'PerSourcePenalties no', ''].join('\n'));
  if (spawnSync(path, ['-t', '-f', config]).status !== 0) {
    writeFileSync(config, [...settings, ''].join('\n'));
  }
  const program = await startProgram(path, ['-D', '-e', '-f', config], port);
  const knownHosts = join(folder, 'known_hosts');
  writeFileSync(knownHosts, `[127.0.0.1]:${String(port)} ${hostKey}\n`);
  let identities = 0;
  return {
    ...{ port, username, hostKey, file, adminFile },
    accepts: async (privateKey) => {
      identities += 1;
      const identity = join(folder, `identity-${String(identities)}`);
      writeFileSync(identity, privateKey, { mode: 0o600 });
      const options = [
        ...['BatchMode=yes', 'IdentitiesOnly=yes', `UserKnownHostsFile=${knownHosts}`],
        'KexAlgorithms=curve25519-sha256', // the newer ones cost a tenth of a second of a processor
      ];
      const { code, stderr } = await run('ssh', [
        ...['-F', 'none', '-i', identity, '-p', String(port), '-l', username],
        ...options.flatMap((option) => ['-o', option]),
        ...['127.0.0.1', 'true'],
      ]);
      rmSync(identity);
      if (code === 0) return true;
      if (stderr.includes('Permission denied')) return false;
      throw new Error(`ssh says neither yes nor no:\n${stderr}`);
    },
    output: program.output,
    close: async () => {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function run(program: string, args: readonly string[]): Promise<{ code: unknown; stderr: string }> {
  return new Promise((resolve) => {
    execFile(program, args, (error, _stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stderr });
    });
  });
}

export interface PlainKeyPair {
  readonly privateKey: string;
  /** Such as `ssh-ed25519 AAAA…`. */
  readonly publicKey: string;
}

/** @param args of ssh-keygen, such as `-t rsa -m PEM` for a key as EC2 gives them */
export function createPlainPair(...args: readonly string[]): PlainKeyPair {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-ssh-key-'));
  const publicKey = createKeyFile(join(folder, 'key'), ...args);
  const privateKey = readFileSync(join(folder, 'key'), 'utf8');
  rmSync(folder, { recursive: true });
  return { privateKey, publicKey };
}

/** @returns the public half */
function createKeyFile(path: string, ...args: readonly string[]): string {
  const kind = args.includes('-t') ? args : ['-t', 'ed25519', ...args];
  const passphrase = args.includes('-N') ? [] : ['-N', ''];
  execFileSync('ssh-keygen', ['-q', '-C', '', '-f', path, ...kind, ...passphrase]);
  return readFileSync(`${path}.pub`, 'utf8').trim();
}

/** A session that stays open. */
export async function openSsh(
  { port, username }: SshServer,
  privateKey: string,
): Promise<OpenSession> {
  const client = new ssh2.Client();
  let isOpen = true;
  client.on('close', () => {
    isOpen = false;
  });
  client.on('connect', () => client.setNoDelay(true)); // or each piece of a message waits for the last's acknowledgement
  await new Promise<void>((resolve, reject) => {
    client.once('ready', () => resolve()).once('error', reject);
    client.connect({ host: '127.0.0.1', port, username, privateKey });
  });
  return {
    isAlive: async () =>
      isOpen &&
      (await new Promise<boolean>((resolve) => {
        client.exec('true', (error, channel) => {
          if (error !== undefined) resolve(false);
          else channel.on('exit', (code: number) => resolve(code === 0)).resume();
        });
      })),
    close: async () => {
      client.destroy();
    },
  };
}
