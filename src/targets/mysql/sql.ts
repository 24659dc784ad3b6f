// Text in statements, quoted so that no sql_mode of the server changes what it means.
import { RotationError } from '../../rotation/errors.ts';

/** An account's full name. */
export interface AccountName {
  readonly username: string;
  readonly host: string;
}

/** `app`@`%`: identifiers are quoted alike whatever ANSI_QUOTES or NO_BACKSLASH_ESCAPES say. */
export function quoteAccount({ username, host }: AccountName): string {
  return `${quoteName(username)}@${quoteName(host)}`;
}

export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** To compare with, byte by byte. */
export function toBytes(text: string): string {
  return `X'${Buffer.from(text).toString('hex')}'`;
}

/** @throws RotationError InvalidConfiguration where a backslash would mean one thing in one sql_mode and another in the next */
export function quoteText(text: string): string {
  if (!text.includes('\\')) return `'${text.replaceAll("'", "''")}'`;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'A password, or what the server keeps of the user, has a backslash: change it by hand to one without.',
  );
}
