// The options of a secret with this target.
import { parseAlgorithm, type SigningAlgorithm } from '../jwk.ts';
import { checkOptionNames, invalidOption, type Options } from '../options.ts';

export interface JwksSettings {
  readonly alg: SigningAlgorithm;
  /** How long the longest token lives that is signed with these keys. */
  readonly tokenLifeMs: number;
  /** How long those who verify may keep the published keys without asking again. */
  readonly cacheMs: number;
}

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @throws RotationError InvalidConfiguration that names the option */
export function parseSettings(options: Options): JwksSettings {
  checkOptionNames(options, ['alg', 'token-life', 'cache']);
  return {
    alg: parseAlgorithm(options),
    tokenLifeMs: parseDuration(options, 'token-life', '1d'),
    cacheMs: parseDuration(options, 'cache', '10m'),
  };
}

function parseDuration(options: Options, name: string, fallback: string): number {
  const text = options.get(name) ?? fallback;
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  }
  throw invalidOption(name, 'a duration such as 90s, 10m, 12h or 30d', `"${text}"`);
}
