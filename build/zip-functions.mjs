// Zips each Lambda's bundle by itself. osls would glob the whole project once for each function, node_modules too, which takes longer
// than all the rest of packaging.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { deflateSync, Zip } from 'fflate';

/** The earliest that a zip can hold: the same code gives the same bytes, so that an unchanged stack is not deployed again. */
const mtime = new Date(1980, 0, 1);
/** As zips number it. */
const DEFLATE = 8;

/**
 * @param {Readonly<Record<string, {handler: string}>>} functions as serverless.yml has them, by key
 * @param {string} folder where osls looks for them
 * @returns {ReadonlyMap<string, string>} each function's zip
 */
export function zipFunctions(functions, root, folder) {
  mkdirSync(folder, { recursive: true });
  const read = createReader(root);
  return new Map(
    Object.entries(functions).map(([key, { handler }]) => {
      const file = `${handler.slice(0, -'.handler'.length)}.cjs`;
      const zip = join(folder, `${basename(key)}.zip`);
      writeFileSync(zip, toZip(collect(file, read)));
      return [key, zip];
    }),
  );
}

/** A file, and those beside it that it may ask for: targets, their drivers. A function without targets has none. */
function collect(file, read, found = new Map()) {
  if (found.has(file)) return found;
  const packed = read(file);
  found.set(file, packed);
  for (const asked of packed.asks) collect(asked, read, found);
  return found;
}

/** Nearly all functions hold the same targets and drivers, so each file is read and deflated once. */
function createReader(root) {
  const known = new Map();
  return (file) => {
    if (!known.has(file)) known.set(file, pack(file, readFileSync(join(root, file))));
    return known.get(file);
  };
}

function pack(file, code) {
  const asked = [...code.toString('utf8').matchAll(/\brequire\("(\.[^"]+\.cjs)"\)/g)];
  return {
    size: code.length,
    crc: crc32(code),
    deflated: deflateSync(code, { level: 9 }),
    asks: asked.map(([, path]) => join(dirname(file), path)),
  };
}

function toZip(files) {
  const chunks = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  for (const [filename, { size, crc, deflated }] of files) {
    const entry = { filename, size, crc, compression: DEFLATE, mtime };
    zip.add(entry);
    entry.ondata(null, deflated, true);
  }
  zip.end();
  return Buffer.concat(chunks);
}
