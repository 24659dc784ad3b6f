// All recipes of this installation. From source they are read and compiled here; when Lambdas are bundled,
// the build puts the compiled data in this file's place, so that they carry neither YAML nor a parser.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileRecipe } from './compile.ts';
import type { Recipe } from './recipe-schema.ts';

const folder = join(import.meta.dirname, '../../../recipes');

export const bundledRecipes: readonly Recipe[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => compileRecipe(readFileSync(join(folder, name), 'utf8'), `recipes/${name}`));
