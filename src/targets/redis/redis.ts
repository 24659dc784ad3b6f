// A user of Redis 6 and later, or Valkey. A user may have several passwords, so the new one is added before the old one is removed, on
// every node. redis.io/docs/latest/operate/oss_and_stack/management/security/acl

import type { CredentialState, Target, TargetContext } from '../../rotation/target.ts';
import { tellState } from '../credential-state.ts';
import {
  checkOptionNames,
  type Options,
  parseChoiceOption,
  parseIntegerOption,
} from '../options.ts';
import { createRandomText } from '../random-text.ts';
import { parseSecretFields, toSecretValue } from '../secret-json.ts';
import { parseTls } from '../tls.ts';
import { checkSameUser, type RedisLogin, readAdmin, readLogin } from './login.ts';
import { addPassword, type Persistence, removePassword } from './passwords.ts';
import { type Command, withNode } from './session.ts';

const PERSISTENCES: readonly [Persistence, ...Persistence[]] = ['acl-file', 'config', 'none'];

/**
 * Options: `tls` (verify-full, verify-ca or off; default verify-full), `persist` (acl-file, config or none; default acl-file), `length`
 * of the password (default 48).
 */
export function createRedis(options: Options): Target {
  checkOptionNames(options, ['tls', 'persist', 'length']);
  const tls = parseTls(options);
  const persistence = parseChoiceOption(options, 'persist', PERSISTENCES);
  const length = parseIntegerOption(options, 'length', { fallback: 48, min: 16, max: 512 });

  const onEachNode = async (
    login: RedisLogin,
    { signal }: TargetContext,
    work: (command: Command) => Promise<void>,
  ): Promise<void> => {
    for (const node of login.nodes) await withNode(node, login, tls, signal, work);
  };
  /** Without an admin the user changes itself, if its rights let it. */
  const change = async (
    user: RedisLogin,
    context: TargetContext,
    work: (command: Command) => Promise<void>,
  ): Promise<void> => {
    const { admin } = context;
    await onEachNode(admin === undefined ? user : readAdmin(admin, user), context, work);
  };

  return {
    name: 'redis',
    overlap: 'native',
    maxActive: Number.POSITIVE_INFINITY,
    creation: 'pure',
    propagationMs: 0,
    locksOut: false,
    check: (value) => {
      readLogin(value);
    },
    isSame: (one, other) => {
      const [mine, theirs] = [readLogin(one), readLogin(other)];
      return mine.username === theirs.username && mine.password.equals(theirs.password);
    },
    create: async (current, { random }) => {
      const password = createRandomText({ alphabet: 'url-safe', length, require: [] }, random);
      return toSecretValue(parseSecretFields(current), { password });
    },
    set: async (credentials, context) => {
      const current = readLogin(credentials.current);
      const pending = readLogin(credentials.pending);
      checkSameUser(current, pending);
      await change(current, context, async (command) => {
        await addPassword(command, pending.username, pending.password, persistence);
      });
    },
    test: async (credentials, context) => {
      const pending = readLogin(credentials.pending);
      checkSameUser(readLogin(credentials.current), pending);
      await onEachNode(pending, context, async () => {});
    },
    retire: async (credentials, context) => {
      const previous = readLogin(credentials.previous);
      await change(readLogin(credentials.current), context, async (command) => {
        await removePassword(command, previous.username, previous.password, persistence);
      });
    },
    discard: async ({ current, made }, context) => {
      if (made === undefined) return;
      const left = readLogin(made);
      if (left.password.equals(readLogin(current).password)) return;
      await change(readLogin(current), context, async (command) => {
        await removePassword(command, left.username, left.password, persistence);
      });
    },
    verify: async (value, context) => {
      const login = readLogin(value);
      const states: CredentialState[] = [];
      for (const node of login.nodes) {
        states.push(
          await tellState(() => withNode(node, login, tls, context.signal, async () => {})),
        );
      }
      if (states.includes('unreachable')) return 'unreachable';
      // One node that refuses it fails its users now and then, which is no working credential.
      return states.includes('refused') ? 'refused' : 'working';
    },
  };
}
