// One client that shows itself by a key of its own (private_key_jwt): while two turn over, both public keys are registered. The server
// never learns a secret, the client keeps its id, and what was made can be told from what others registered. RFC 7523; RFC 7591, jwks.
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { Target, TargetContext } from '../../rotation/target.ts';
import { tellState } from '../credential-state.ts';
import { createPrivateJwk, isPublicHalf, isSameKey, type SigningKey, toPublicJwk } from '../jwk.ts';
import { parseSecretFields, type SecretFields, toSecretValue } from '../secret-json.ts';
import { requestAccessToken } from './access-token.ts';
import {
  checkSameClient,
  isFields,
  type Management,
  readKeyClient,
  readManagement,
} from './client.ts';
import { readClient, updateClient } from './registration.ts';
import { openServer } from './server.ts';
import type { OauthSettings } from './settings.ts';

export function createTwoKeys(settings: OauthSettings): Target {
  const request = async (value: SecretValue, context: TargetContext): Promise<void> => {
    await requestAccessToken(readKeyClient(value), settings, context);
  };
  const removeKey = async (
    current: SecretValue,
    key: SigningKey,
    context: TargetContext,
  ): Promise<void> => {
    await changeKeys(current, context, (keys) => keys.filter((each) => !isPublicHalf(each, key)));
  };

  return {
    name: 'oauth-client',
    overlap: 'native',
    maxActive: Number.POSITIVE_INFINITY,
    creation: 'pure',
    propagationMs: 0,
    locksOut: false,
    check: (value) => {
      readKeyClient(value);
    },
    isSame: (one, other) => {
      const [mine, theirs] = [readKeyClient(one), readKeyClient(other)];
      return mine.clientId === theirs.clientId && isSameKey(mine.key, theirs.key);
    },
    create: async (current, { token }) =>
      toSecretValue(parseSecretFields(current), {
        private_key: createPrivateJwk(settings.alg, token),
      }),
    set: async (credentials, context) => {
      const pending = readKeyClient(credentials.pending);
      checkSameClient(readKeyClient(credentials.current), pending);
      await changeKeys(credentials.current, context, (keys) =>
        keys.some((each) => isPublicHalf(each, pending.key))
          ? keys
          : [...keys, toPublicJwk(pending.key)],
      );
    },
    test: async (credentials, context) => {
      checkSameClient(readKeyClient(credentials.current), readKeyClient(credentials.pending));
      await request(credentials.pending, context);
    },
    retire: async ({ current, previous }, context) => {
      await removeKey(current, readKeyClient(previous).key, context);
    },
    discard: async ({ current, keep, made }, context) => {
      if (made === undefined) return;
      const { key } = readKeyClient(made);
      const inUse = [current, ...(keep === undefined ? [] : [keep])];
      if (inUse.some((value) => isSameKey(readKeyClient(value).key, key))) return;
      await removeKey(current, key, context);
    },
    verify: async (value, context) => await tellState(async () => await request(value, context)),
  };
}

/** Reads the client and writes it back with other keys: all else, and the keys that are none of ours, stay as they are. */
async function changeKeys(
  current: SecretValue,
  context: TargetContext,
  change: (keys: readonly unknown[]) => readonly unknown[],
): Promise<void> {
  const client = readKeyClient(current);
  const management = loadManagement(current, context);
  const server = openServer(client, context, [management.uri]);
  const read = await readClient(server, management);
  const keys = listKeys(read.fields);
  const wanted = change(keys);
  if (wanted.length !== keys.length) {
    const jwks = { keys: wanted };
    const written = await updateClient(server, client, read.management, { ...read.fields, jwks });
    checkTokenStays(management, written.management);
    if (listKeys(written.fields).length === wanted.length) return;
    throw new RotationError(
      'Rekey.TargetFailed',
      'The authorization server answered to an update with other keys than it was given.',
      { call: 'target:update client' },
    );
  }
  checkTokenStays(management, read.management);
}

/** Who manages the client need not be who uses it: an admin's secret may keep the token away from those who read this one. */
function loadManagement(current: SecretValue, { admin }: TargetContext): Management {
  if (admin === undefined) return readManagement(current);
  if (parseSecretFields(admin)['issuer'] === readKeyClient(current).issuer) {
    return readManagement(admin);
  }
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    "The admin's secret names another issuer than the secret that it is to change.",
  );
}

function listKeys({ jwks, jwks_uri: uri }: SecretFields): readonly unknown[] {
  if (typeof uri === 'string' && uri !== '') {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      'The client publishes its keys at a jwks_uri of its own: the target jwks rotates those.',
    );
  }
  const keys = isFields(jwks) ? jwks['keys'] : [];
  return Array.isArray(keys) ? keys : [];
}

/** Nobody can put the newer token into the secret between two versions. */
function checkTokenStays(before: Management, after: Management): void {
  if (before.token.equals(after.token)) return;
  throw new RotationError(
    'Rekey.TargetFailed',
    'The authorization server gave another registration_access_token, and the one in the secret is used up. This way needs a server (or a policy of its own for this client) that lets the token stay.',
  );
}
