// `sls package` as a user without credentials runs it, into a folder of the test's own.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createProjectCopy } from './project-copy.ts';

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: readonly string[] | string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface Package {
  readonly template: Template;
  /** Bytes of each zip, by the function's key. */
  readonly zips: ReadonlyMap<string, Buffer>;
}

/** @param parameters such as `vpc=on`, as after `--param` */
export async function packageStack(parameters: readonly string[] = []): Promise<Package> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-package-'));
  const project = createProjectCopy();
  try {
    const flags = parameters.map((parameter) => `--param=${parameter}`);
    await promisify(execFile)(
      process.execPath,
      ['node_modules/serverless/bin/serverless.js', 'package', '--package', folder, ...flags],
      { cwd: project.folder, env: { PATH: process.env['PATH'], HOME: folder } },
    );
    const template = readFileSync(
      join(folder, 'cloudformation-template-update-stack.json'),
      'utf8',
    );
    const zips = readdirSync(folder).filter((name) => name.endsWith('.zip'));
    return {
      template: JSON.parse(template) as Template,
      zips: new Map(
        zips.map((name) => [name.replace(/\.zip$/, ''), readFileSync(join(folder, name))]),
      ),
    };
  } finally {
    project.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
