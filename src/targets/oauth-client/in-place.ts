// One client with one secret, which the server changes when the client is updated (RFC 7592, section 2.2). The old secret ends in that very
// call, and its answer is the only copy of the new one: it is stored before anything else is done.
import { RotationError } from '../../rotation/errors.ts';
import { SecretValue } from '../../rotation/secret-value.ts';
import type { Target, TargetContext } from '../../rotation/target.ts';
import { tellState } from '../credential-state.ts';
import { parseSecretFields, toSecretValue } from '../secret-json.ts';
import { requestAccessToken } from './access-token.ts';
import { checkSameClient, readManagement, readSecretClient } from './client.ts';
import { loadAnswered, readClient, updateClient } from './registration.ts';
import { openServer } from './server.ts';
import type { OauthSettings } from './settings.ts';

export function createInPlace(settings: OauthSettings): Target {
  return {
    name: 'oauth-client',
    overlap: 'none',
    maxActive: 1,
    creation: 'effect',
    propagationMs: 0,
    locksOut: false,
    check: (value) => {
      readSecretClient(value);
      readManagement(value);
    },
    isSame: (one, other) => {
      const [mine, theirs] = [readSecretClient(one), readSecretClient(other)];
      return mine.clientId === theirs.clientId && mine.secret.equals(theirs.secret);
    },
    create: createNext,
    test: async (credentials, context) => {
      const pending = readSecretClient(credentials.pending);
      checkSameClient(readSecretClient(credentials.current), pending);
      await requestAccessToken(pending, settings, context);
    },
    verify: async (value, context) =>
      await tellState(
        async () => await requestAccessToken(readSecretClient(value), settings, context),
      ),
  };
}

async function createNext(current: SecretValue, context: TargetContext): Promise<SecretValue> {
  const client = readSecretClient(current);
  const management = readManagement(current);
  const server = openServer(client, context, [management.uri]);
  const before =
    client.metadata === undefined
      ? await readClient(server, management)
      : { fields: client.metadata, management };
  const after = await updateClient(server, client, before.management, before.fields);
  const secret = loadAnswered(after.fields, 'client_secret');
  if (new SecretValue(secret).equals(client.secret)) throw notChanged();
  return toSecretValue(parseSecretFields(current), {
    client_secret: secret,
    client_secret_expires_at: after.fields['client_secret_expires_at'] ?? 0,
    registration_access_token: after.management.token.reveal(),
  });
}

function notChanged(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'The authorization server updated the client and let its secret stay: expected one that changes it. The ways two-clients and private-key-jwt need no such server.',
    { call: 'target:update client' },
  );
}
