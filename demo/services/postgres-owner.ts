// PostgreSQL refuses to run as root: where we are, it runs as the user `postgres`, which then owns its folder.
import { execFileSync } from 'node:child_process';
import { chownSync } from 'node:fs';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** @returns whom the server runs as, where that is not whoever starts it */
export function ownByPostgres(folder: string): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  try {
    execFileSync('id', ['postgres'], { stdio: 'ignore' });
  } catch {
    execFileSync('useradd', ['--system', '--no-create-home', 'postgres'], { stdio: 'ignore' });
  }
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const owner = { uid: id('-u'), gid: id('-g') };
  chownSync(folder, owner.uid, owner.gid);
  return owner;
}
