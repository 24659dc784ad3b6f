// rotations.yml as data: every fault is found, each with the path to where it stands, and nothing is guessed.
import { isRotationError } from '../errors.ts';
import { parseSchedule } from '../schedule/parse-schedule.ts';
import { isAbsent } from '../shape.ts';
import type { DesiredRotation } from './desired-rotation.ts';
import { type FileFault, type FilePath, isMap, listUnknownKeys, nameType } from './file-shape.ts';
import { parseRotationFields, type RotationFields } from './rotation-fields.ts';

export interface FileRotation extends DesiredRotation {
  /** Where it stands in the file. */
  readonly path: FilePath;
}

export interface ParsedRotations {
  readonly rotations: readonly FileRotation[];
  readonly faults: readonly FileFault[];
}

/** @param data the file's list, or `{defaults, rotations}`, as a YAML parser gives it */
export function parseRotations(data: unknown): ParsedRotations {
  const { list, path, defaults, faults } = findList(data);
  const parsed = list.map((item, index) => parseRotation(item, [...path, index], defaults));
  const rotations = parsed.flatMap(({ rotation }) => (rotation === undefined ? [] : [rotation]));
  return {
    rotations,
    faults: [
      ...faults,
      ...parsed.flatMap((each) => each.faults),
      ...findDuplicates(parsed.flatMap(({ secret }) => (secret === undefined ? [] : [secret]))),
    ],
  };
}

/** The target whose services are described in recipes. */
const RECIPE_TARGET = 'http-api';
/** A recipe may test what a person made. No other target has one. */
const TESTED_TARGET = 'manual';

interface FoundList {
  readonly list: readonly unknown[];
  readonly path: FilePath;
  readonly defaults: RotationFields;
  readonly faults: readonly FileFault[];
}

function findList(data: unknown): FoundList {
  if (Array.isArray(data)) return { list: data, path: [], defaults: {}, faults: [] };
  const nothing = { list: [], path: [], defaults: {} };
  if (!isMap(data)) {
    const message = `expected a list of rotations, or rotations: and defaults:, found ${nameType(data)}`;
    return { ...nothing, faults: [{ path: [], message }] };
  }
  const unknown = listUnknownKeys(data, [], ['defaults', 'rotations']);
  const { defaults: block, rotations } = data;
  const defaults = isAbsent(block)
    ? { fields: {}, faults: [] }
    : parseRotationFields(block, ['defaults'], 'defaults');
  const faults = [...unknown, ...defaults.faults];
  if (!Array.isArray(rotations)) {
    const path = 'rotations' in data ? ['rotations'] : [];
    const message = `rotations: expected a list, found ${nameType(rotations)}`;
    return { ...nothing, faults: [...faults, { path, message }] };
  }
  return { list: rotations, path: ['rotations'], defaults: defaults.fields, faults };
}

interface ParsedRotation {
  readonly rotation?: FileRotation;
  /** Also where the rest is bad: a duplicate is one all the same. */
  readonly secret?: { readonly text: string; readonly path: FilePath };
  readonly faults: readonly FileFault[];
}

function parseRotation(item: unknown, path: FilePath, defaults: RotationFields): ParsedRotation {
  const own = parseRotationFields(item, path, 'rotation');
  const fields = mergeFields(own.fields, defaults);
  const { secret, target, expression, window, options, ...rest } = fields;
  const found = {
    ...(secret === undefined ? {} : { secret: { text: secret, path: [...path, 'secret'] } }),
  };
  const missing = own.isMap ? listMissing(fields, own.badFields, path) : [];
  const faults = [...own.faults, ...missing];
  if (faults.length > 0 || secret === undefined || target === undefined || expression === undefined)
    return { ...found, faults };
  const recipe = checkRecipe(fields, path, own.fields);
  try {
    const schedule = parseSchedule(expression, window);
    if (recipe.length > 0) return { ...found, faults: recipe };
    return {
      ...found,
      rotation: { secret, target, ...rest, options: options ?? new Map(), schedule, path },
      faults: [],
    };
  } catch (error) {
    // Both are well-formed alone: together they are not.
    const place = [...path, own.fields.window === undefined ? 'expression' : 'window'];
    return { ...found, faults: [...recipe, toFault(error, place)] };
  }
}

/** A recipe that stands in the defaults is for those who need one; another service's must not test what a person made. */
function mergeFields(own: RotationFields, defaults: RotationFields): RotationFields {
  const { recipe, ...merged } = { ...defaults, ...own };
  const isOfDefaults =
    merged.target === RECIPE_TARGET ||
    (merged.target === TESTED_TARGET && defaults.target === TESTED_TARGET);
  const isWanted = own.recipe !== undefined || isOfDefaults;
  return recipe === undefined || !isWanted ? merged : { ...merged, recipe };
}

function listMissing(
  fields: RotationFields,
  bad: readonly string[],
  path: FilePath,
): readonly FileFault[] {
  return (['secret', 'target', 'expression'] as const)
    .filter((name) => fields[name] === undefined && !bad.includes(name))
    .map((name) => ({ path, message: `expected ${name}, found none` }));
}

/** HTTP services have nothing else. */
function checkRecipe(
  { target, recipe }: RotationFields,
  path: FilePath,
  own: RotationFields,
): readonly FileFault[] {
  const isNeeded = target === RECIPE_TARGET;
  if (isNeeded === (recipe !== undefined) || target === TESTED_TARGET) return [];
  if (recipe !== undefined) {
    const message = `target ${target ?? ''}: expected no recipe, found ${recipe}`;
    return [{ path: [...path, 'recipe'], message }];
  }
  const place = own.target === undefined ? path : [...path, 'target'];
  return [{ path: place, message: `target ${RECIPE_TARGET}: expected a recipe, found none` }];
}

function findDuplicates(
  secrets: readonly { readonly text: string; readonly path: FilePath }[],
): readonly FileFault[] {
  const first = new Map<string, FilePath>();
  return secrets.flatMap(({ text, path }) => {
    const other = first.get(text);
    if (other === undefined) {
      first.set(text, path);
      return [];
    }
    return [{ path, message: `secret ${text} stands here twice, first in`, other }];
  });
}

function toFault(error: unknown, path: FilePath): FileFault {
  if (isRotationError(error)) {
    return { path, message: error.message };
  }
  throw error;
}
