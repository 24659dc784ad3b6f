// Unpacked code: one folder for each zip's hash, made once, read-only to nobody but removed at the end.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readZip } from './zip.ts';

export interface CodeFolders {
  /** The folder that holds the zip's files. */
  unpack(codeSha256: string, readCode: () => Uint8Array): string;
  remove(): void;
}

export function createCodeFolders(): CodeFolders {
  const folders = new Map<string, string>();
  let root: string | undefined;

  return {
    unpack: (codeSha256, readCode) => {
      const known = folders.get(codeSha256);
      if (known !== undefined) return known;
      root ??= makeRoot();
      const folder = join(root, codeSha256.slice(0, 16));
      writeFiles(`${folder}.part`, readZip(readCode()));
      renameSync(`${folder}.part`, folder);
      folders.set(codeSha256, folder);
      return folder;
    },
    remove: () => {
      if (root !== undefined) rmSync(root, { recursive: true, force: true });
      root = undefined;
      folders.clear();
    },
  };
}

/** Below the system's folder for such things; what lies above that must not decide how a .js file is read. */
function makeRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'lambda-'));
  writeFileSync(join(root, 'package.json'), '{}');
  return root;
}

function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}
