// A Lambda in Python beside the endpoint, unmodified, behind the adapter of lambda-adapter.py.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createClientConfig } from './cloud.ts';

export interface PythonLambda {
  /** For `Code.ImageUri`. */
  readonly url: string;
  readonly close: () => void;
}

const PYTHONS = ['python3', '/usr/bin/python3'];

/** The first python3 that has all the modules, and of which the condition holds. */
export function findPython(modules: readonly string[], condition = 'True'): string | undefined {
  const program = `import ${modules.join(', ')}; assert ${condition}`;
  return PYTHONS.find((python) => spawnSync(python, ['-c', program]).status === 0);
}

/** @param without functions of the file that do nothing instead */
export async function startPythonLambda(
  python: string,
  { file, endpoint, without = [] }: { file: string; endpoint: string; without?: readonly string[] },
): Promise<PythonLambda> {
  const { credentials } = createClientConfig(endpoint);
  const adapter = new URL('lambda-adapter.py', import.meta.url).pathname;
  const child = spawn(python, [adapter, file, ...without], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      SECRETS_MANAGER_ENDPOINT: endpoint,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  });
  const port = await Promise.race([
    once(child.stdout, 'data').then(([data]) => (data as Buffer).toString().trim()),
    once(child, 'exit').then(() => undefined),
  ]);
  if (port === undefined) throw new Error(`${file} could not be loaded.`);
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      child.kill();
    },
  };
}
