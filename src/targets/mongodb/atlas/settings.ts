// The options of a user that MongoDB Atlas keeps: its project, and where the Admin API is.
import { invalidOption, type Options, parseIntegerOption } from '../../options.ts';
import type { TlsMode } from '../../tls.ts';

export interface AtlasSettings {
  /** The project, which the API calls a group. */
  readonly groupId: string;
  /** Where the Admin API is. */
  readonly origin: string;
  readonly propagationMs: number;
  readonly tls: TlsMode;
}

export const atlasOptions = ['atlas', 'atlasUrl', 'propagation'];

const ORIGIN = 'https://cloud.mongodb.com';
/** Atlas for Government. The admin's credential goes nowhere else, whoever writes the tag. */
const OTHER_ORIGINS = ['https://cloud.mongodbgov.com'];
/** AWS speaks of 5 to 10 s; a project with many clusters takes longer. */
const PROPAGATION = { fallback: 30, min: 1, max: 300 };

/** @returns undefined where the user is the server's own */
export function parseAtlas(options: Options, tls: TlsMode): AtlasSettings | undefined {
  const groupId = options.get('atlas');
  if (groupId === undefined) {
    for (const name of atlasOptions) {
      const text = options.get(name);
      if (text !== undefined) throw invalidOption(name, 'none without atlas', `"${text}"`);
    }
    return undefined;
  }
  if (!/^[0-9a-f]{24}$/.test(groupId)) {
    throw invalidOption('atlas', 'the 24 hexadecimal digits of a project', `"${groupId}"`);
  }
  const propagationMs = 1000 * parseIntegerOption(options, 'propagation', PROPAGATION);
  return { groupId, origin: parseOrigin(options), propagationMs, tls };
}

function parseOrigin(options: Options): string {
  const text = options.get('atlasUrl') ?? ORIGIN;
  const isLoopback = /^https?:\/\/(127\.0\.0\.1|localhost)(:\d{1,5})?$/.test(text);
  if (isLoopback || [ORIGIN, ...OTHER_ORIGINS].includes(text)) return text;
  throw invalidOption('atlasUrl', [ORIGIN, ...OTHER_ORIGINS].join(' or '), `"${text}"`);
}
