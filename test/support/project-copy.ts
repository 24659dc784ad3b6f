// A folder that looks like the project, for tools that leave things where they run: sls keeps its packages in .serverless, and two
// suites at once would take each other's away. All but that is the project's own.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** sls takes neither its configuration nor what that includes from a link. */
const COPIED = ['package.json', 'serverless', 'serverless.yml', 'statemachines'];
const LINKED = ['build', 'dist', 'functions', 'node_modules', 'recipes', 'src'];

export interface ProjectCopy {
  readonly folder: string;
  remove(): void;
}

export function createProjectCopy(): ProjectCopy {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-project-'));
  mkdirSync('dist', { recursive: true });
  for (const name of COPIED) cpSync(name, join(folder, name), { recursive: true });
  for (const name of LINKED) symlinkSync(resolve(name), join(folder, name));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
