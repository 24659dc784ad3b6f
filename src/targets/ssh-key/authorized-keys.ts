// The text of an authorized_keys file (sshd(8), "AUTHORIZED_KEYS FILE FORMAT"): a key more, a key less, and every other byte as it was.
// The text holds one character for each byte.
import type { PublicKey } from './key-pair.ts';

interface Entry {
  /** With the blank that follows them; empty where there are none. */
  readonly options: string;
  readonly type: string;
  readonly blob: Buffer;
  readonly comment: string;
}

const KEY = /^((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]+=*)[ \t]*(.*?)\r?$/;
/** Options have no blanks but within quotes. */
const OPTIONS = /^((?:"(?:\\"|[^"])*"|[^\s"])+[ \t]+)(.*)$/;
const TOKEN = /(?:^| )rekey:(\S+)/;

/**
 * A line for `added` after each line of `current`, with its options and its comment, and the token in front of the comment.
 * @returns undefined where there is no line of `current` whose options could be taken
 */
export function addKey(
  text: string,
  { current, added, token }: { current: PublicKey; added: PublicKey; token: string },
): string | undefined {
  if (hasKey(text, added)) return text;
  if (!hasKey(text, current)) return undefined;
  return toLines(text)
    .flatMap((line) => {
      const entry = parseEntry(line);
      if (entry === undefined || !entry.blob.equals(current.blob)) return [line];
      const comment = entry.comment.replace(TOKEN, '').trim();
      const copy = `${entry.options}${added.type} ${added.blob.toString('base64')} rekey:${token}`;
      return [line, comment === '' ? copy : `${copy} ${comment}`];
    })
    .join('\n');
}

export function hasKey(text: string, key: PublicKey): boolean {
  return toLines(text).some((line) => parseEntry(line)?.blob.equals(key.blob) === true);
}

/** Without the lines of exactly this key, whatever their comments say. */
export function removeKey(text: string, key: PublicKey): string {
  return removeEntries(text, ({ blob }) => blob.equals(key.blob));
}

/** Without the lines whose comment carries the token, save those of the keys to keep. */
export function removeToken(text: string, token: string, kept: readonly PublicKey[]): string {
  return removeEntries(
    text,
    ({ blob, comment }) =>
      TOKEN.exec(comment)?.[1] === token && !kept.some((key) => key.blob.equals(blob)),
  );
}

function removeEntries(text: string, isRemoved: (entry: Entry) => boolean): string {
  return toLines(text)
    .filter((line) => {
      const entry = parseEntry(line);
      return entry === undefined || !isRemoved(entry);
    })
    .join('\n');
}

/** The last one is empty where the file ends as it should; where it does not, a line that is added there ends the one before. */
function toLines(text: string): readonly string[] {
  return text.split('\n');
}

/** Undefined for blank lines, comments and whatever is no user's key, such as a certificate authority's. */
function parseEntry(line: string): Entry | undefined {
  const content = line.trimStart();
  if (content === '' || content.startsWith('#')) return undefined;
  const plain = KEY.exec(content);
  if (plain !== null) return toEntry('', plain);
  const [, options = '', rest = ''] = OPTIONS.exec(content) ?? [];
  const key = KEY.exec(rest);
  if (key === null || /(?:^|,)cert-authority(?:,|\s|$)/i.test(withoutQuoted(options)))
    return undefined;
  return toEntry(options, key);
}

function toEntry(
  options: string,
  [, type = '', base64 = '', comment = '']: RegExpExecArray,
): Entry {
  return { options, type, blob: Buffer.from(base64, 'base64'), comment };
}

function withoutQuoted(options: string): string {
  return options.replace(/"(?:\\"|[^"])*"/g, '');
}
