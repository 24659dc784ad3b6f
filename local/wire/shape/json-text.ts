// JSON of a plain tree, as `JSON.stringify` writes it. Most of an answer is texts with nothing to escape: those are looked over by one
// regular expression and taken as they are, in half the time.

const PLAIN = /^[ !#-[\]-~]*$/u;

/** @param tree what JSON has: objects, arrays, texts, numbers, true, false, null; members that are undefined are left out */
export function writeJson(tree: unknown): string {
  if (typeof tree === 'string') return writeText(tree);
  if (Number.isFinite(tree)) return String(tree);
  if (typeof tree !== 'object' || tree === null) return JSON.stringify(tree);
  return Array.isArray(tree) ? `[${tree.map(writeJson).join()}]` : writeObject(tree);
}

function writeObject(tree: object): string {
  let text = '';
  for (const [name, value] of Object.entries(tree)) {
    if (value === undefined) continue;
    text += `${text === '' ? '{' : ','}${writeText(name)}:${writeJson(value)}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

function writeText(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
