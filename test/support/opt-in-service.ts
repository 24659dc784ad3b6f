// A service from npm that this project does not depend on, for its size: installed by hand into a folder that REKEY_RECIPE_SERVICES
// names, and run as a child. Without that folder its tests are skipped, with a line that says so.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { findFreePort } from '../../demo/services/free-port.ts';
import { startProgram } from './program.ts';

const installed = process.env['REKEY_RECIPE_SERVICES'] ?? '';

export function describeOptIn(name: string, release: string, suite: () => void): void {
  if (installed !== '' && existsSync(join(installed, 'node_modules', name))) {
    describe(`${name} ${release}`, suite);
    return;
  }
  const line = `${name} is not installed (npm install ${name}@${release} in the folder that REKEY_RECIPE_SERVICES names)`;
  // biome-ignore lint/suspicious/noSkippedTests: the line in the report says what is missing on this machine
  describe.skip(line, suite);
}

export interface OptInService {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** @param script of test/support/opt-in; it is given the installation, a port and a folder, and the environment */
export async function startOptIn(
  script: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<OptInService> {
  const port = await findFreePort();
  const folder = mkdtempSync(join(tmpdir(), 'rekey-opt-in-'));
  const file = join(import.meta.dirname, 'opt-in', script);
  const args = [file, installed, String(port), folder];
  const program = await startProgram(process.execPath, args, port, environment);
  return {
    port,
    url: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      await program.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
