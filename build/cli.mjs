// Bundles the command `rekey` with the local endpoint into dist/rekey.mjs, which npm puts on the path. Packages stay outside:
// libsql is native, and the others are loaded only when a command asks for them.
import { chmodSync, copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outfile = join(root, 'dist/rekey.mjs');

await build({
  absWorkingDir: root,
  entryPoints: [join(root, 'cli/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  banner: { js: '#!/usr/bin/env node' },
  sourcemap: true,
  logLevel: 'warning',
});
copyFileSync(join(root, 'local/lambda/worker.mjs'), join(root, 'dist/worker.mjs'));
chmodSync(outfile, 0o755);
