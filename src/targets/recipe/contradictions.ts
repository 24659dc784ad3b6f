// Rules across the fields of a recipe: what could leave a credential that nobody finds, or end one that is in use.
import { mentions } from './lookups.ts';
import type { Problem } from './problem.ts';
import { listChangedFields } from './recipe.ts';
import type { Creation, Recipe } from './recipe-schema.ts';

export function findContradictions(recipe: Recipe): readonly Problem[] {
  const { create } = recipe;
  if (create === undefined) return [...findPersonProblems(recipe), ...findBlindProblems(recipe)];
  return [
    ...findFieldProblems(recipe, create),
    ...('pending' in create ? findMakingProblems(recipe, create) : findHereProblems(recipe)),
    ...findEndProblems(recipe),
    ...findBlindProblems(recipe),
  ];
}

/** A person makes the credential, and revokes the old one: nothing else is ever asked. */
function findPersonProblems({ set, retire, discard }: Recipe): readonly Problem[] {
  return Object.entries({ set, retire, discard }).flatMap(([section, found]) =>
    found === undefined
      ? []
      : [
          {
            path: [section],
            message:
              'without create a person makes and revokes the credential (target manual), and the recipe only tests: expected create, or no such section',
          },
        ],
  );
}

function findFieldProblems(recipe: Recipe, create: Creation): readonly Problem[] {
  const section = 'pending' in create ? 'pending' : 'generate';
  return listChangedFields(recipe).flatMap((key) => {
    const kind = recipe.secret[key];
    if (kind !== undefined && kind !== 'url') return [];
    const message =
      kind === 'url'
        ? 'a url fixes the host, so no rotation may change it'
        : 'expected a field that stands under secret';
    return [{ path: ['create', section, key], message }];
  });
}

/** The service makes the credential. */
function findMakingProblems(
  { overlap, discard }: Recipe,
  create: Extract<Creation, { pending: unknown }>,
): readonly Problem[] {
  if (create.replaces === true) {
    if (overlap === 'none') return [];
    return [
      {
        path: ['create', 'replaces'],
        message: `this call ends the old credential: expected overlap: none, found ${overlap}`,
      },
    ];
  }
  const problems: Problem[] = [];
  if (overlap === 'none') {
    problems.push({
      path: ['create'],
      message:
        'the service makes the new credential and has no overlap, so this very call ends the old one: expected replaces: true',
    });
  }
  if (discard === undefined) {
    problems.push({
      path: ['create'],
      message:
        'the service makes the credential, so a crash could orphan one: expected a discard section that finds it by $token',
    });
  }
  if (!mentions(create.request, 'token')) {
    problems.push({
      path: ['create', 'request'],
      message:
        'expected $token in what is made, or a crash could leave a credential that nobody finds',
    });
  }
  return problems;
}

/** The value is made here. */
function findHereProblems({ set }: Recipe): readonly Problem[] {
  if (set !== undefined) return [];
  return [
    {
      path: ['create'],
      message: 'the value is made here, so the service must be told: expected a set section',
    },
  ];
}

function findEndProblems({ overlap, retire }: Recipe): readonly Problem[] {
  if (overlap === 'none' || overlap === 'alternate' || retire !== undefined) return [];
  return [
    {
      path: ['overlap'],
      message: `with ${overlap} overlap the old credential lives on: expected a retire section`,
    },
  ];
}

/** What would pass, or remove, whatever there is. */
function findBlindProblems({ test, discard }: Recipe): readonly Problem[] {
  const problems: Problem[] = [];
  if (!mentions(test.request, 'pending')) {
    problems.push({
      path: ['test', 'request'],
      message: 'expected $pending, for the test is to use the new credential',
    });
  }
  if (discard !== undefined && !/\$(token|made)\b/.test(discard.find.items)) {
    problems.push({
      path: ['discard', 'find', 'items'],
      message: "expected $token or $made in it, or it would remove others' credentials",
    });
  }
  return problems;
}
