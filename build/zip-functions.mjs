// Zips each Lambda's bundle by itself. osls would glob the whole project once for each function, node_modules too, which takes longer
// than all the rest of packaging.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { driverFolder, driverNames } from './drivers.mjs';

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
      const code = readFileSync(join(root, file));
      const files = {
        [file]: code,
        ...readDrivers(join(root, dirname(file)), dirname(file), code),
      };
      writeFileSync(zip, zipSync(files, { level: 9, mtime }));
      return [key, zip];
    }),
  );
}

/** The drivers that the code can ask for; a function without targets has none. */
function readDrivers(folder, path, code) {
  return Object.fromEntries(
    driverNames
      .map((driver) => `${driverFolder}/${driver}.cjs`)
      .filter((file) => code.includes(`./${file}`))
      .map((file) => [`${path}/${file}`, readFileSync(join(folder, file))]),
  );
}
