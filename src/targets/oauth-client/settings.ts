// The options of a secret with this target.
import { parseAlgorithm, type SigningAlgorithm } from '../jwk.ts';
import { checkOptionNames, invalidOption, type Options } from '../options.ts';

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
  const way = parseChoice(options, 'way', WAYS, undefined);
  if (way !== 'private-key-jwt') refuseKeyOptions(options);
  return {
    way,
    grant: parseChoice(options, 'grant', GRANTS, 'client_credentials'),
    // A tag has its words apart by blanks, so scopes stand with a plus between them.
    scope: options.get('scope')?.replaceAll('+', ' '),
    resource: options.get('resource'),
    method: parseChoice(options, 'method', METHODS, 'client_secret_basic'),
    audience: parseChoice(options, 'audience', AUDIENCES, 'issuer'),
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

function parseChoice<Choice extends string>(
  options: Options,
  name: string,
  choices: readonly Choice[],
  fallback: Choice | undefined,
): Choice {
  const text = options.get(name);
  const choice = text === undefined ? fallback : choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw invalidOption(
    name,
    `one of ${choices.join(', ')}`,
    text === undefined ? 'none' : `"${text}"`,
  );
}
