// Zips each Lambda's bundle by itself. osls would glob the whole project once for each function, node_modules too, which takes longer
// than all the rest of packaging.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { zipSync } from 'fflate';

/** The earliest that a zip can hold: the same code gives the same bytes, so that an unchanged stack is not deployed again. */
const mtime = new Date(1980, 0, 1);

/**
 * @param {Readonly<Record<string, {handler: string}>>} functions as serverless.yml has them, by key
 * @param {string} folder where osls looks for them
 * @returns {ReadonlyMap<string, string>} each function's zip
 */
export function zipFunctions(functions, root, folder) {
  mkdirSync(folder, { recursive: true });
  return new Map(
    Object.entries(functions).map(([key, { handler }]) => {
      const file = `${handler.slice(0, -'.handler'.length)}.cjs`;
      const zip = join(folder, `${basename(key)}.zip`);
      writeFileSync(zip, zipSync(readWithAll(root, file), { level: 9, mtime }));
      return [key, zip];
    }),
  );
}

/** A file, and those beside it that it may ask for: targets, their drivers. A function without targets has none. */
function readWithAll(root, file) {
  const code = readFileSync(join(root, file));
  const files = { [file]: code };
  for (const [, path] of code.toString('utf8').matchAll(/\brequire\("(\.[^"]+\.cjs)"\)/g)) {
    Object.assign(files, readWithAll(root, join(dirname(file), path)));
  }
  return files;
}
