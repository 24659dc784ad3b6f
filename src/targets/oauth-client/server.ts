// The authorization server as the client knows it: its endpoints, by its own metadata, and requests to them that are bounded and
// verified. OpenID Connect Discovery 1.0, section 4; RFC 8414.
import { RotationError } from '../../rotation/errors.ts';
import type { TargetContext } from '../../rotation/target.ts';
import {
  type HttpAnswer,
  type HttpRequest,
  isTransientStatus,
  sendHttpRequest,
} from '../recipe/http-request.ts';
import type { SecretFields } from '../secret-json.ts';
import { isFields, type OauthClient } from './client.ts';

const TIMEOUT_MS = 10_000;

export interface OauthServer {
  readonly issuer: string;
  /** @throws RotationError Transient where the server did not answer, or asked to wait */
  send(verb: string, request: HttpRequest): Promise<HttpAnswer>;
  loadEndpoint(name: 'token_endpoint' | 'registration_endpoint'): Promise<string>;
}

/** @param others URLs of the current secret that may be spoken to besides the issuer's own */
export function openServer(
  client: OauthClient,
  context: TargetContext,
  others: readonly string[] = [],
): OauthServer {
  const { issuer, tokenEndpoint, registrationEndpoint, ca } = client;
  const known = { token_endpoint: tokenEndpoint, registration_endpoint: registrationEndpoint };
  const urls = [issuer, ...others, ...Object.values(known)];
  const origins = new Set(urls.flatMap((url) => (url === undefined ? [] : [new URL(url).origin])));
  let metadata: Promise<SecretFields> | undefined;

  const send: OauthServer['send'] = async (verb, request) => {
    const limits = { origins, timeoutMs: TIMEOUT_MS, call: `target:${verb}`, ca };
    const answer = await sendHttpRequest(request, limits, context);
    if (isTransientStatus(answer.status)) throw unexpected('Rekey.Transient', verb, answer);
    return answer;
  };

  return {
    issuer,
    send,
    loadEndpoint: async (name) => {
      const own = known[name];
      if (own !== undefined) return own;
      metadata ??= loadMetadata(issuer, send);
      const found = (await metadata)[name];
      if (typeof found === 'string' && found !== '') return found;
      throw new RotationError(
        'Rekey.InvalidConfiguration',
        `The issuer's metadata have no ${name}. If it has one, name it in the secret as ${name}.`,
      );
    },
  };
}

/** @throws RotationError that tells the answer's status and nothing else of it */
export function unexpected(
  code: 'Rekey.Transient' | 'Rekey.CredentialRefused' | 'Rekey.TargetFailed',
  verb: string,
  { status, milliseconds }: HttpAnswer,
): RotationError {
  const reason = {
    'Rekey.Transient': 'Not now',
    'Rekey.CredentialRefused': 'The credential was refused',
    'Rekey.TargetFailed': 'Not the expected answer',
  }[code];
  return new RotationError(
    code,
    `${reason}: the authorization server answered ${String(status)} to ${verb}.`,
    { call: `target:${verb}`, status, milliseconds },
  );
}

async function loadMetadata(issuer: string, send: OauthServer['send']): Promise<SecretFields> {
  let last: HttpAnswer | undefined;
  for (const url of listMetadataUrls(issuer)) {
    last = await send('discovery', { method: 'GET', url, headers: { accept: 'application/json' } });
    if (last.status !== 200 || !isFields(last.body)) continue;
    // RFC 8414, section 3.3: or another server speaks for this one.
    if (last.body['issuer'] === issuer) return last.body;
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      'issuer in secret JSON: expected what the server calls itself in its metadata, found another.',
    );
  }
  if (last === undefined) throw new Error('There is no address of metadata.');
  throw unexpected('Rekey.TargetFailed', 'discovery', last);
}

/** OpenID Connect appends, RFC 8414 inserts. */
function listMetadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}
