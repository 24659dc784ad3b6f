// Each target's code, a file of its own beside a Lambda's: read at the first secret that names the target, so that the others' cold
// starts do not pay for it. `src/targets/load.ts` says which there are: whatever it imports late.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { externalDrivers } from './drivers.mjs';
import { lambdaCode } from './lambda-code.mjs';

const table = 'src/targets/load.ts';
/** Beside each bundle, and in its zip. */
const targetFolder = 'targets';

/** @returns {import('esbuild').Plugin} leaves the table's late imports as requires of the targets' files */
export function externalTargets() {
  return {
    name: 'external-targets',
    setup: (builder) => {
      builder.onResolve({ filter: /^\.\// }, ({ path, kind, importer }) =>
        kind === 'dynamic-import' && importer.endsWith(table)
          ? { path: `./${targetFolder}/${basename(path, '.ts')}.cjs`, external: true }
          : undefined,
      );
    },
  };
}

/**
 * What two targets share stands in both, and in the Lambda's code too: classes are not the same there, so nothing may ask for
 * `instanceof` across (`isRotationError`).
 * @returns {Promise<readonly import('esbuild').OutputFile[]>} each target without its driver
 */
export async function bundleTargets(root, outputFolder) {
  const late = readFileSync(join(root, table), 'utf8').matchAll(/\bimport\('\.\/([^']+)'\)/g);
  const files = [...new Set([...late].map(([, file]) => file))];
  const { outputFiles } = await build({
    ...lambdaCode(root),
    entryPoints: files.map((file) => ({
      in: join('src/targets', file),
      out: basename(file, '.ts'),
    })),
    outdir: join(outputFolder, targetFolder),
    plugins: [externalDrivers('..')],
  });
  return outputFiles;
}
