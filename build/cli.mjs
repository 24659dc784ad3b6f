// Bundles the command `rekey` with the local endpoint into dist/rekey.mjs, which npm puts on the path. The packages go in too,
// each client in a file that is read when it is needed: the endpoint then answers in half the time. Only libsql, which is
// native, stays outside.
import { chmodSync, copyFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeChanged } from './write-changed.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Elsewhere below the root for whoever must not share it, such as a test. */
const folder = process.argv[2] ?? join(root, 'dist');

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: { rekey: join(root, 'cli/main.ts') },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'rekey-[name]-[hash]',
  bundle: true,
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true, // names stay: people read its stack traces
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: ['libsql'],
  banner: {
    // Packages in CommonJS ask for Node's own modules by require.
    js: "#!/usr/bin/env node\nimport{createRequire as createRequireOfBundle}from'node:module';const require=createRequireOfBundle(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
});
writeOutput(outputFiles);

function writeOutput(files) {
  const names = new Set(files.map(({ path }) => path));
  for (const file of files) writeChanged(file);
  for (const name of readdirSync(folder).filter((one) => one.startsWith('rekey-'))) {
    if (!names.has(join(folder, name))) rmSync(join(folder, name)); // of an earlier build
  }
  // The endpoint looks for the Lambdas' worker beside its own code.
  for (const name of ['worker.mjs', 'worker-time.mjs']) {
    copyFileSync(join(root, 'local/lambda', name), join(folder, name));
  }
  chmodSync(join(folder, 'rekey.mjs'), 0o755);
}
