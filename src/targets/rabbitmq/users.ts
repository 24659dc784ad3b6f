// What is asked and told of the broker's users: their tags, their password's hash, and what they may do on which virtual host.
import * as z from 'zod/mini';
import type { Random } from '../../rotation/effects.ts';
import { isRotationError, RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import { findMissingRights } from '../database/same-rights.ts';
import type { Management } from './management.ts';
import { hashingAlgorithm, hashPassword, isHashOf } from './password-hash.ts';
import type { RabbitmqSettings } from './settings.ts';

const user = z.object({
  password_hash: z._default(z.string(), ''),
  hashing_algorithm: z._default(z.string(), ''),
  // A list from 3.9 on, before that a text.
  tags: z.pipe(
    z.union([z.array(z.string()), z.string()]),
    z.transform((tags) =>
      (typeof tags === 'string' ? tags.split(',') : tags).filter((tag) => tag !== ''),
    ),
  ),
});
export type BrokerUser = z.infer<typeof user>;

const patterns = { vhost: z.string(), write: z.string(), read: z.string() };
const rights = {
  permissions: z.array(z.object({ ...patterns, configure: z.string() })),
  'topic-permissions': z.array(z.object({ ...patterns, exchange: z.string() })),
};
type RightKind = keyof typeof rights;

const limits = z.array(z.object({ value: z.record(z.string(), z.number()) }));

export async function findUser(
  management: Management,
  username: string,
): Promise<BrokerUser | undefined> {
  const found = await management.find('users', username);
  return found === undefined ? undefined : parse(user, found);
}

/** @throws RotationError InvalidConfiguration where there is none */
export async function loadUser(management: Management, username: string): Promise<BrokerUser> {
  const found = await findUser(management, username);
  if (found !== undefined) return found;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'username in secret JSON: the broker has no such user.',
  );
}

export function hasPassword(found: BrokerUser, password: SecretValue): boolean {
  return isHashOf(found.password_hash, found.hashing_algorithm, password);
}

export async function setPassword(
  management: Management,
  account: { readonly username: string; readonly tags: readonly string[] },
  password: SecretValue,
  { send, random }: Pick<RabbitmqSettings, 'send'> & { readonly random: Random },
): Promise<void> {
  if (send === 'hash') {
    const password_hash = hashPassword(password, random);
    await putUser(management, account, { password_hash, hashing_algorithm: hashingAlgorithm });
    return;
  }
  try {
    await putUser(management, account, { password: password.reveal() });
  } catch (error) {
    const isRefused = isRotationError(error) && error.facts.status === BAD_REQUEST;
    throw isRefused ? rejected(error) : error;
  }
}

/** Without a password nobody logs in; the tags and rights stay for the user's next turn, and connections that are open go on. */
export async function disableUser(management: Management, username: string): Promise<void> {
  const found = await findUser(management, username);
  if (found === undefined || found.password_hash === '') return;
  await putUser(management, { username, tags: found.tags }, WITHOUT_PASSWORD);
}

/**
 * Makes `next` a user that may do exactly what `current` may, and has no password as long as it may do less.
 * @throws RotationError InvalidConfiguration where it exists and may do more: it may be somebody else's
 */
export async function prepareTwin(
  management: Management,
  current: string,
  next: string,
): Promise<BrokerUser> {
  const [{ tags }, found] = [await loadUser(management, current), await findUser(management, next)];
  const missing = [
    ...(await listMissing(management, 'permissions', current, next)),
    ...(await listMissing(management, 'topic-permissions', current, next)),
  ];
  findMissingRights(tags.map(toTagText), found?.tags.map(toTagText) ?? []);
  if (found === undefined) {
    await putUser(management, { username: next, tags }, WITHOUT_PASSWORD);
  }
  for (const { kind, vhost, body } of missing) await management.put([kind, vhost, next], body);
  await copyLimits(management, current, next);
  return { ...(found ?? { password_hash: '', hashing_algorithm: '' }), tags };
}

const BAD_REQUEST = 400;

/** The one thing in the request that the broker checks is the password. */
function rejected({ facts }: RotationError): RotationError {
  return new RotationError(
    'Rekey.ValueRejected',
    "The broker's credential validator refuses the new password.",
    facts,
  );
}

const WITHOUT_PASSWORD = { password_hash: '', hashing_algorithm: hashingAlgorithm };

async function putUser(
  management: Management,
  { username, tags }: { readonly username: string; readonly tags: readonly string[] },
  secret: Readonly<Record<string, string>>,
): Promise<void> {
  // Tags as a text: brokers before 3.9 take nothing else.
  await management.put(['users', username], { ...secret, tags: tags.join(',') });
}

interface MissingRight {
  readonly kind: RightKind;
  readonly vhost: string;
  readonly body: Readonly<Record<string, string>>;
}

async function listMissing(
  management: Management,
  kind: RightKind,
  current: string,
  next: string,
): Promise<readonly MissingRight[]> {
  const list = async (username: string): Promise<ReadonlyMap<string, MissingRight>> => {
    const found = await management.find('users', username, kind);
    return new Map(
      parse(rights[kind], found ?? []).map(({ vhost, ...patternsOf }) => {
        const body: Readonly<Record<string, string>> = patternsOf;
        return [`${kind} on ${vhost} ${JSON.stringify(body)}`, { kind, vhost, body }];
      }),
    );
  };
  const [of, ofNext] = [await list(current), await list(next)];
  const missing = findMissingRights([...of.keys()], [...ofNext.keys()]);
  return missing.map((text) => of.get(text)).filter((right) => right !== undefined);
}

/** Known from RabbitMQ 3.8.10 on. A limit that the current user does not have is taken from the next one too. */
async function copyLimits(management: Management, current: string, next: string): Promise<void> {
  const list = async (username: string): Promise<Readonly<Record<string, number>>> => {
    const found = parse(limits, (await management.find('user-limits', username)) ?? []);
    return Object.assign({}, ...found.map(({ value }) => value)) as Record<string, number>;
  };
  const [wanted, present] = [await list(current), await list(next)];
  for (const [name, value] of Object.entries(wanted)) {
    if (present[name] !== value) await management.put(['user-limits', next, name], { value });
  }
  for (const name of Object.keys(present)) {
    if (wanted[name] === undefined) await management.remove('user-limits', next, name);
  }
}

function toTagText(tag: string): string {
  return `tag ${tag}`;
}

function parse<Schema extends z.ZodMiniType>(schema: Schema, found: unknown): z.output<Schema> {
  const parsed = schema.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new RotationError(
    'Rekey.TargetFailed',
    'The management API answered in another form than RabbitMQ documents.',
  );
}
