// Puts the recipes' compiled data in the place of src/targets/recipe/bundled.ts, so that a bundle carries neither YAML
// nor its parser. A bad recipe ends the build, with file and line.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** @returns {import('esbuild').Plugin} */
export function compiledRecipes(root) {
  return {
    name: 'compiled-recipes',
    setup: (builder) => {
      builder.onLoad(
        { filter: /[\\/]src[\\/]targets[\\/]recipe[\\/]bundled\.ts$/ },
        async ({ path }) => ({
          contents: `export const bundledRecipes = ${JSON.stringify(await loadRecipes(root, path))};`,
          loader: 'js',
          watchDirs: [join(root, 'recipes')],
        }),
      );
    },
  };
}

/** Runs the very file that it replaces: bundled alone, since Node 20 does not read TypeScript. */
async function loadRecipes(root, path) {
  const outfile = join(root, 'dist/build/recipes.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: [path],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    define: { 'import.meta.dirname': JSON.stringify(join(root, 'src/targets/recipe')) },
    logLevel: 'warning',
  });
  const { bundledRecipes } = await import(
    `${pathToFileURL(outfile).href}?at=${process.hrtime.bigint()}`
  );
  return bundledRecipes;
}
