// Bundles every Lambda of functions/ into one CommonJS file of dist/functions. CommonJS, because Node reads it about
// a fifth faster than the same code as a module; everything inside, because the SDK from node_modules takes twice as long.
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { compiledRecipes } from './compiled-recipes.mjs';
import { bundleDrivers, externalDrivers } from './drivers.mjs';
import { environmentCredentials } from './environment-credentials.mjs';
import { lambdaCode } from './lambda-code.mjs';
import { bundleTargets, externalTargets } from './targets.mjs';
import { writeChanged } from './write-changed.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'functions');
export const outputFolder = join(root, 'dist/functions');

/** @returns {Promise<import('esbuild').Metafile>} what went into each bundle, paths relative to the project */
export async function bundleFunctions() {
  const names = readdirSync(sources).filter((name) => name.endsWith('.ts'));
  if (names.length === 0) throw new Error(`No functions in ${relative(root, sources)}`);
  const { metafile, outputFiles } = await build({
    ...lambdaCode(root),
    entryPoints: names.map((name) => join(sources, name)),
    outdir: outputFolder,
    metafile: true,
    plugins: [
      compiledRecipes(root),
      environmentCredentials(),
      externalTargets(),
      externalDrivers(),
    ],
  });
  const targets = await bundleTargets(root, outputFolder);
  const drivers = await bundleDrivers(root, outputFolder);
  for (const file of [...outputFiles, ...targets, ...drivers]) writeChanged(file);
  return metafile;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundleFunctions();
