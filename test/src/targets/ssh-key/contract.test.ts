// The contract of targets on a real OpenSSH sshd, by a user that changes its own file. A change takes some twenty messages; the suite
// breaks off at some of them where everything is asked, and ssh-key.test.ts always at every one.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createSshKey } from '../../../../src/targets/ssh-key/ssh-key.ts';
import { MADE_HERE, NO_ECHO } from '../../../contract/lacks.ts';
import { type TargetFixture, testTargetContract } from '../../../contract/target.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';
import { describeWithProgram } from '../../../support/program.ts';
import { createPlainPair, openSsh, type PlainKeyPair, startSshd } from '../../../support/sshd.ts';

const STRIDE = 20;

describeWithProgram('sshd', 'openssh-server', (path) => {
  // A rotation is some ten logins, a process of sshd's each: with every place to die at, five minutes.
  const lacks = { ...MADE_HERE, ...NO_ECHO, refusePasswords: 'sshd has no policy for keys' };
  testTargetContract('ssh-key', async () => await startFixture(path), lacks, ['calls', 'runs']);
});

async function startFixture(path: string): Promise<TargetFixture> {
  const server = await startSshd(path);
  const proxy = await startFaultProxy(server.port, countSome());
  const { username, hostKey, file } = server;
  const toSecret = (port: number, pair: PlainKeyPair): SecretValue =>
    new SecretValue(
      JSON.stringify({ host: '127.0.0.1', port, username, hostKeys: [hostKey], ...pair }),
    );
  const listLines = (): readonly string[] => readFileSync(file, 'utf8').trimEnd().split('\n');
  return {
    target: createSshKey(new Map()),
    createCurrent: async () => {
      const pair = createPlainPair();
      appendFileSync(file, `${pair.publicKey} app\n`);
      return toSecret(proxy.port, pair);
    },
    accepts: async (value) => await server.accepts(toPair(value).privateKey),
    countCredentials: () => listLines().length,
    toStranger: (value) => toSecret(9, toPair(value)),
    changeByHand: async (value) => {
      const { publicKey } = toPair(value);
      const kept = listLines().filter((line) => !line.startsWith(publicKey));
      writeFileSync(file, kept.map((line) => `${line}\n`).join(''));
    },
    // A login alone: a process for each call would keep the machine busy.
    use: async (value) => await (await openSsh(server, toPair(value).privateKey)).close(),
    openSession: async (value) => await openSsh(server, toPair(value).privateKey),
    sessionsSurvive: true,
    ...toFaults(proxy),
    close: async () => {
      await proxy.close();
      await server.close();
    },
  };
}

/** A connection's greeting counts as one call, and then each so many messages one. */
function countSome(): (message: Buffer) => boolean {
  let seen = 0;
  return (message) => {
    seen = message.subarray(0, 8).toString() === 'SSH-2.0-' ? 0 : seen + 1;
    return seen % STRIDE === 0;
  };
}

function toPair(value: SecretValue): PlainKeyPair {
  const { privateKey, publicKey } = JSON.parse(value.reveal()) as PlainKeyPair;
  return { privateKey, publicKey };
}
