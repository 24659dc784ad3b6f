// AWS's shared credentials file (SDKs and Tools Reference Guide), as far as the endpoint writes it: a profile for each user.
// Profiles that are there stay as they are, for they may be somebody's own.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface CredentialsFile {
  /** Undefined where there is no such profile. */
  findAccessKeyId(profile: string): string | undefined;
  /** Adds the profile, or puts it in the place of the one with its name. */
  put(profile: string, keys: Keys): void;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const ACCESS_KEY_ID = /^\s*aws_access_key_id\s*=\s*(\S+)/m;

export function openCredentialsFile(path: string): CredentialsFile {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  /** Each from its heading to the next one. */
  const sections = text.split(/^(?=\s*\[)/m).filter((section) => section.trim() !== '');
  const findIndex = (profile: string): number =>
    sections.findIndex((section) => /^\s*\[\s*(.+?)\s*\]/.exec(section)?.[1] === profile);
  return {
    findAccessKeyId: (profile) => ACCESS_KEY_ID.exec(sections[findIndex(profile)] ?? '')?.[1],
    put: (profile, { accessKeyId, secretAccessKey }) => {
      const at = findIndex(profile);
      const section = `[${profile}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
      sections.splice(at === -1 ? sections.length : at, at === -1 ? 0 : 1, section);
      write(path, sections.map((one) => `${one.trim()}\n`).join('\n'));
    },
  };
}

/** Whole or not at all, and never readable by others, not even for a moment. */
function write(path: string, text: string): void {
  const next = `${path}.new`;
  rmSync(next, { force: true });
  writeFileSync(next, text, { mode: 0o600, flag: 'wx' });
  renameSync(next, path);
}
