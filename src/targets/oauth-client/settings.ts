// The options of a secret with this target.
import { parseAlgorithm, type SigningAlgorithm } from '../jwk.ts';
import { checkOptionNames, invalidOption, type Options, parseChoiceOption } from '../options.ts';

const WAYS = ['two-clients', 'private-key-jwt', 'in-place'] as const;
const GRANTS = ['client_credentials', 'authorization_code'] as const;
const METHODS = ['client_secret_basic', 'client_secret_post'] as const;
const AUDIENCES = ['issuer', 'token-endpoint'] as const;

export interface OauthSettings {
  readonly way: (typeof WAYS)[number];
  /** What a client is tried with. `authorization_code` asks with a code that cannot exist: a client that is let in hears "invalid_grant". */
  readonly grant: (typeof GRANTS)[number];
  readonly scope: string | undefined;
  readonly resource: string | undefined;
  /** How a client with a secret shows it (RFC 6749, section 2.3.1). */
  readonly method: (typeof METHODS)[number];
  /** What a client with a key calls the server by in its assertions. */
  readonly audience: (typeof AUDIENCES)[number];
  readonly alg: SigningAlgorithm;
}

/** @throws RotationError InvalidConfiguration that names the option */
export function parseSettings(options: Options): OauthSettings {
  checkOptionNames(options, ['way', 'grant', 'scope', 'resource', 'method', 'audience', 'alg']);
  const way = parseWay(options);
  if (way !== 'private-key-jwt') refuseKeyOptions(options);
  return {
    way,
    grant: parseChoiceOption(options, 'grant', GRANTS),
    // A tag has its words apart by blanks, so scopes stand with a plus between them.
    scope: options.get('scope')?.replaceAll('+', ' '),
    resource: options.get('resource'),
    method: parseChoiceOption(options, 'method', METHODS),
    audience: parseChoiceOption(options, 'audience', AUDIENCES),
    alg: parseAlgorithm(options),
  };
}

function refuseKeyOptions(options: Options): void {
  for (const name of ['audience', 'alg']) {
    const text = options.get(name);
    if (text !== undefined) {
      throw invalidOption(name, 'none where the client has a secret and no key', `"${text}"`);
    }
  }
}

/** The ways differ too much for one to be taken unasked. */
function parseWay(options: Options): OauthSettings['way'] {
  if (!options.has('way')) throw invalidOption('way', `one of ${WAYS.join(', ')}`, 'none');
  return parseChoiceOption(options, 'way', WAYS);
}
