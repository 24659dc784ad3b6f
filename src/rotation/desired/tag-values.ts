// Values of rotations.yml that shall stand in a tag: text in the characters that tags take, and options in one line of it.
import { toOptionsText } from './desired-rotation.ts';
import { type FileFault, type FilePath, isMap, nameType } from './file-shape.ts';

/** Letters, digits, spaces and these, says the Tag data type; and no tag is longer. */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const TAG_LENGTH_MAX = 256;
const OPTION_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;

export function parseText(value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new Fault(`expected a text, found ${nameType(value)}`);
}

/** It shall stand in a tag, or is a secret's name, which knows fewer characters still. */
export function parseTagText(value: unknown, lengthMax = TAG_LENGTH_MAX): string {
  const text = parseText(value);
  if (!TAG_TEXT.test(text) || /\s/.test(text)) {
    throw new Fault('expected letters, digits and _ . : / = + - @, found another character');
  }
  if (text.length <= lengthMax) return text;
  throw new Fault(`expected at most ${String(lengthMax)} characters, found ${String(text.length)}`);
}

/** YAML reads 48 as a number and true as a boolean; in a tag all are text. */
export function parseOptions(value: unknown, path: FilePath): ReadonlyMap<string, string> {
  if (!isMap(value)) {
    throw new Fault(`expected a map such as {length: 48}, found ${nameType(value)}`);
  }
  const faults = Object.entries(value).flatMap(([name, option]) =>
    findOptionFaults(name, option, [...path, name]),
  );
  if (faults.length > 0) throw new Fault('', faults);
  const options = new Map(Object.entries(value).map(([name, option]) => [name, String(option)]));
  const { length } = toOptionsText(options);
  if (length <= TAG_LENGTH_MAX) return options;
  throw new Fault(
    `expected at most ${String(TAG_LENGTH_MAX)} characters in the tag rekey:options, found ${String(length)}`,
  );
}

function findOptionFaults(name: string, option: unknown, path: FilePath): readonly FileFault[] {
  if (!OPTION_NAME.test(name)) {
    const message = 'options: expected names of letters, digits and hyphens, found another';
    return [{ path, message, isKey: true }];
  }
  if (!['string', 'number', 'boolean'].includes(typeof option) || option === '') {
    const message = `option ${name}: expected a text or a number, found ${nameType(option)}`;
    return [{ path, message }];
  }
  if (TAG_TEXT.test(String(option)) && !/\s/.test(String(option))) return [];
  const message = `option ${name}: expected letters, digits and _ . : / = + - @ (no spaces), found another character`;
  return [{ path, message }];
}

/** What is wrong with one value: a text, or faults with places of their own. */
export class Fault extends Error {
  readonly faults: readonly FileFault[];
  constructor(message: string, faults: readonly FileFault[] = []) {
    super(message);
    this.faults = faults;
  }
}
