// One file's items by its InputType.
import type { ReaderConfig } from '../../asl/definition.ts';
import { isObject, type Json, parseJson } from '../../asl/json.ts';
import { parseCsv, toRecord } from './csv.ts';

export interface ReadItem {
  readonly value: Json;
  /** Of a member of an object. */
  readonly key?: string;
}

const DELIMITERS: Readonly<Record<NonNullable<ReaderConfig['CSVDelimiter']>, string>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

/** @throws Error that says what is wrong with it */
export function readText(text: string, config: ReaderConfig): Iterable<ReadItem> {
  switch (config.InputType) {
    case 'CSV':
      return readCsv(text, config);
    case 'JSONL':
      return readLines(text);
    default:
      return readJson(text, config.ItemsPointer);
  }
}

function* readCsv(text: string, config: ReaderConfig): Generator<ReadItem> {
  const rows = parseCsv(text, DELIMITERS[config.CSVDelimiter ?? 'COMMA']);
  let headers = config.CSVHeaderLocation === 'GIVEN' ? (config.CSVHeaders ?? []) : undefined;
  for (const row of rows) {
    if (headers === undefined) headers = row;
    else yield { value: toRecord(row, headers) };
  }
}

function* readLines(text: string): Generator<ReadItem> {
  let number = 0;
  for (const line of text.split('\n')) {
    number += 1;
    if (line.trim() !== '') yield { value: parse(line, `line ${String(number)} of the file`) };
  }
}

function* readJson(text: string, pointer: string | undefined): Generator<ReadItem> {
  const whole = parse(text, 'the file');
  const found = pointer === undefined ? whole : findByPointer(whole, pointer);
  if (Array.isArray(found)) {
    for (const value of found) yield { value };
  } else if (isObject(found)) {
    for (const [key, value] of Object.entries(found)) yield { key, value };
  } else {
    throw new Error(
      pointer === undefined
        ? 'Attempting to map over non-iterable node: the file holds neither an array nor an object.'
        : `Attempting to map over non-iterable node: ItemsPointer '${pointer}' points to neither an array nor an object.`,
    );
  }
}

function parse(text: string, what: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw new Error(`The content of ${what} is not valid JSON.`, { cause: error });
  }
}

/** RFC 6901. */
function findByPointer(value: Json, pointer: string): Json | undefined {
  let found: Json | undefined = value;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(found)) found = /^(0|[1-9]\d*)$/.test(name) ? found[Number(name)] : undefined;
    else found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}
