// A client of its own for each turn: registered (RFC 7591) with what the one before has, and that one deleted (RFC 7592) once its grace is
// over. Only an update would use a registration access token up, and none is made, so servers that rotate those tokens are served too.
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { Target, TargetContext } from '../../rotation/target.ts';
import { tellState } from '../credential-state.ts';
import { parseSecretFields, type SecretFields, toSecretValue } from '../secret-json.ts';
import { requestAccessToken } from './access-token.ts';
import { checkSameServer, readInitialToken, readManagement, readSecretClient } from './client.ts';
import { deleteClient, loadAnswered, readClient, registerClient } from './registration.ts';
import { openServer } from './server.ts';
import type { OauthSettings } from './settings.ts';

export function createTwoClients(settings: OauthSettings): Target {
  const isWorking = async (value: SecretValue, context: TargetContext) =>
    await tellState(
      async () => await requestAccessToken(readSecretClient(value), settings, context),
    );
  const remove = async (value: SecretValue, context: TargetContext): Promise<void> => {
    const management = readManagement(value);
    const server = openServer(readSecretClient(value), context, [management.uri]);
    if ((await deleteClient(server, management)) === 'deleted') return;
    // Its token died with it, if it is gone; else it is the token that is wrong.
    if ((await isWorking(value, context)) !== 'refused') throw tokenRefused();
  };

  return {
    name: 'oauth-client',
    overlap: 'native',
    maxActive: Number.POSITIVE_INFINITY,
    creation: 'effect',
    propagationMs: 0,
    locksOut: false,
    check: (value) => {
      readSecretClient(value);
      readManagement(value);
    },
    isSame: (one, other) => readSecretClient(one).clientId === readSecretClient(other).clientId,
    create: async (current, context) => {
      const client = readSecretClient(current);
      const management = readManagement(current);
      const initialToken = readInitialToken(context.admin, client);
      const server = openServer(client, context, [management.uri]);
      const metadata = client.metadata ?? (await readClient(server, management)).fields;
      const name = { client_name: toName(metadata['client_name'], context.token) };
      const made = await registerClient(server, { ...metadata, ...name }, initialToken);
      const endpoint = await server.loadEndpoint('registration_endpoint');
      return toSecretValue(parseSecretFields(current), toChanges(made, [client.issuer, endpoint]));
    },
    test: async (credentials, context) => {
      const pending = readSecretClient(credentials.pending);
      checkSameServer(readSecretClient(credentials.current), pending);
      await requestAccessToken(pending, settings, context);
    },
    retire: async ({ previous }, context) => {
      await remove(previous, context);
    },
    discard: async ({ current, keep, made }, context) => {
      // A registration cannot be looked for: without the answer that was stored there is nothing to go by.
      if (made === undefined) return;
      const { clientId } = readSecretClient(made);
      const inUse = [current, ...(keep === undefined ? [] : [keep])];
      if (inUse.some((value) => readSecretClient(value).clientId === clientId)) return;
      await remove(made, context);
    },
    verify: isWorking,
  };
}

/** Whoever looks at the server's list of clients sees what left one there that no secret knows. */
function toName(found: unknown, token: string): string {
  const name = typeof found === 'string' ? found.replace(/ ?rekey-\w{26}$/, '') : '';
  return name === '' ? token : `${name} ${token}`;
}

function toChanges(made: SecretFields, places: readonly string[]): SecretFields {
  const uri = loadAnswered(made, 'registration_client_uri');
  const isAtHome = URL.canParse(uri) && places.some((place) => isSameOrigin(place, uri));
  if (!isAtHome) {
    throw new RotationError(
      'Rekey.TargetFailed',
      "The new client's registration_client_uri: expected the host of the issuer or of its registration endpoint, found another.",
    );
  }
  return {
    client_id: loadAnswered(made, 'client_id'),
    client_secret: loadAnswered(made, 'client_secret'),
    client_secret_expires_at: made['client_secret_expires_at'] ?? 0,
    registration_client_uri: uri,
    registration_access_token: loadAnswered(made, 'registration_access_token'),
  };
}

function isSameOrigin(one: string, other: string): boolean {
  return new URL(one).origin === new URL(other).origin;
}

function tokenRefused(): RotationError {
  return new RotationError(
    'Rekey.CredentialRefused',
    'The client that is to go still works, and the server refuses its registration_access_token.',
    { call: 'target:delete client' },
  );
}
