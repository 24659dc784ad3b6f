// What data looks like without what it says: names of members, types, counts of items. For those who look for an
// expression's mistake in a log, where no value may stand.
import { isObject, type Json, typeOf } from './json.ts';

const DEPTH_MAX = 5;
const MEMBERS_MAX = 10;
const NAME_CHARACTERS_MAX = 40;

/** Such as `{items: [2 x {price: number}], name: string}`. */
export function shapeOf(value: Json, depth = 0): string {
  if (Array.isArray(value)) return shapeOfItems(value, depth);
  return isObject(value) ? shapeOfMembers(value, depth) : typeOf(value);
}

function shapeOfItems(items: readonly Json[], depth: number): string {
  if (items.length === 0) return '[]';
  if (depth >= DEPTH_MAX) return '[...]';
  const shapes = new Set(items.slice(0, MEMBERS_MAX).map((item) => shapeOf(item, depth + 1)));
  return `[${String(items.length)} x ${[...shapes].join(' | ')}]`;
}

function shapeOfMembers(object: Readonly<Record<string, Json>>, depth: number): string {
  const names = Object.keys(object);
  if (names.length === 0) return '{}';
  if (depth >= DEPTH_MAX) return '{...}';
  const shown = names
    .slice(0, MEMBERS_MAX)
    .map((name) => `${shorten(name)}: ${shapeOf(object[name] ?? null, depth + 1)}`);
  const rest = names.length - shown.length;
  return `{${shown.join(', ')}${rest > 0 ? `, and ${String(rest)} more` : ''}}`;
}

function shorten(name: string): string {
  return name.length > NAME_CHARACTERS_MAX ? `${name.slice(0, NAME_CHARACTERS_MAX)}...` : name;
}
