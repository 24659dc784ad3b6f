// The contract of targets, against a real slapd: two passwords side by side, by an admin and by the user itself, and one in place under a
// password policy.
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createLdap } from '../../../../src/targets/ldap/ldap.ts';
import { IN_PLACE, MADE_HERE, NO_ECHO } from '../../../contract/lacks.ts';
import { type TargetFixture, testTargetContract } from '../../../contract/target.ts';
import { startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';
import { describeWithProgram } from '../../../support/program.ts';
import { type Login, policyDn, startSlapd } from '../../../support/slapd.ts';

describeWithProgram('slapd', 'slapd', (path) => {
  for (const isAdmin of [true, false]) {
    const by = isAdmin ? '' : ', by the user itself';
    testTargetContract(
      `ldap, two passwords${by}`,
      async () => await startFixture(path, 'two', isAdmin),
      { ...MADE_HERE, ...NO_ECHO, refusePasswords: 'slapd has no policy for two passwords' },
    );
    testTargetContract(
      `ldap, one password${by}`,
      async () => await startFixture(path, 'one', isAdmin),
      { ...MADE_HERE, ...NO_ECHO, ...IN_PLACE },
    );
  }
});

async function startFixture(
  path: string,
  passwords: 'one' | 'two',
  byAdmin: boolean,
): Promise<TargetFixture> {
  const isOne = passwords === 'one';
  const server = await startSlapd(path, { policy: isOne });
  const proxy = await startFaultProxy(server.port);
  let user = '';
  const toSecret = (login: Login, port = proxy.port): SecretValue =>
    new SecretValue(JSON.stringify({ host: '127.0.0.1', port, ...login }));

  return {
    target: createLdap(
      new Map([
        ['tls', 'off'],
        ['passwords', passwords],
      ]),
    ),
    ...(byAdmin ? { admin: new SecretValue(JSON.stringify(server.admin)) } : {}),
    createCurrent: async () => {
      const login = await server.createUser();
      user = login.username;
      return toSecret(login);
    },
    accepts: async (value) => await server.accepts(toLogin(value)),
    countCredentials: async () => (await server.listPasswords(user)).length,
    toStranger: (value) => toSecret(toLogin(value), 9),
    ...toFaults(proxy),
    changeByHand: async (value) => {
      await server.write(toLogin(value).username, 'replace', 'userPassword', 'changed by hand');
    },
    openSession: async (value) => {
      const login = toLogin(value);
      const client = await server.open(login);
      return {
        isAlive: async () => (await client.search(login.username)).searchEntries.length === 1,
        close: async () => {
          await client.unbind();
        },
      };
    },
    sessionsSurvive: true,
    ...(isOne && {
      refusePasswords: async (on) => {
        await server.write(policyDn, 'replace', 'pwdCheckQuality', on ? '2' : '0');
        await server.write(policyDn, 'replace', 'pwdMinLength', on ? '200' : '0');
      },
    }),
    close: async () => {
      await proxy.close();
      await server.close();
    },
  };
}

function toLogin(value: SecretValue): Login {
  const { username, password } = JSON.parse(value.reveal()) as Login;
  return { username, password };
}
