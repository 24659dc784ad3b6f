// Any HTTP service as a target, as its recipe describes it. The recipe is data: what may be called, what is sent,
// how the answer is judged. The promises of the contract (twice, after a crash, no leak) are kept here for all recipes.
import { RotationError } from '../rotation/errors.ts';
import type { SecretValue } from '../rotation/secret-value.ts';
import type { CredentialState, Target, TargetContext } from '../rotation/target.ts';
import { checkOptionNames, type Options } from './options.ts';
import { createRandomText, type TextShape } from './random-text.ts';
import { discardItems } from './recipe/discard.ts';
import { createExchanges, type Exchanges } from './recipe/exchange.ts';
import { type Bindings, createExpressions } from './recipe/expression.ts';
import { listChangedFields, toMilliseconds } from './recipe/recipe.ts';
import type { Recipe } from './recipe/recipe-schema.ts';
import {
  holdSamePart,
  listOrigins,
  parseFieldsOf,
  readAdmin,
  readPair,
} from './recipe/secret-fields.ts';
import { type SecretFields, toSecretValue } from './secret-json.ts';

export function createHttpApi(recipe: Recipe, options: Options): Target {
  checkOptionNames(options, []);
  const { create: creation, discard, retire, set, test } = recipe;
  const expressions = createExpressions(recipe.name);
  const read = (value: SecretValue): SecretFields => parseFieldsOf(recipe.secret, value);

  /** What every exchange of this call shares: the admin's fields, the token, and the hosts that may be spoken to. */
  const open = (owner: SecretFields, context: TargetContext) => {
    const admin = readAdmin(recipe, context.admin);
    const bindings: Bindings = { token: context.token, ...(admin === undefined ? {} : { admin }) };
    const exchanges = createExchanges(expressions, listOrigins(recipe, owner, admin), context);
    return { bindings, exchanges };
  };

  const createFields = async (
    current: SecretFields,
    context: TargetContext,
  ): Promise<SecretFields> => {
    if ('generate' in creation) return generateFields(creation.generate, context);
    const { bindings, exchanges } = open(current, context);
    const known = { ...bindings, current };
    const response = await exchanges.demand('create', creation, known);
    const made = await expressions.fill(creation.pending, { ...known, response }, 'create.pending');
    return made as SecretFields;
  };

  return {
    ...toTraits(recipe),

    check: (value) => {
      read(value);
    },
    isSame: (one, other) => holdSamePart(listChangedFields(recipe), read(one), read(other)),

    create: async (value, context) => {
      const current = read(value);
      return toSecretValue(current, await createFields(current, context));
    },

    ...(set !== undefined && {
      set: async (credentials, context) => {
        const { current, pending } = readPair(recipe, credentials);
        const { bindings, exchanges } = open(current, context);
        // A first call may have done it already, and current may have died of it.
        if ((await findState(exchanges, recipe, { ...bindings, pending })) === 'working') return;
        await exchanges.demand('set', set, { ...bindings, current, pending });
      },
    }),

    test: async (credentials, context) => {
      const { current, pending } = readPair(recipe, credentials);
      const { bindings, exchanges } = open(current, context);
      await exchanges.demand('test', test, { ...bindings, pending });
    },

    ...(retire !== undefined && {
      retire: async (credentials, context) => {
        const current = read(credentials.current);
        const previous = read(credentials.previous);
        const { bindings, exchanges } = open(current, context);
        await exchanges.remove('retire', retire, { ...bindings, current, previous });
      },
    }),

    ...(discard !== undefined && {
      discard: async (credentials, context) => {
        const current = read(credentials.current);
        const keep = credentials.keep === undefined ? undefined : read(credentials.keep);
        const { bindings, exchanges } = open(current, context);
        await discardItems(expressions, exchanges, discard, { ...bindings, current, keep });
      },
    }),

    verify: async (value, context) => {
      const credential = read(value);
      const { bindings, exchanges } = open(credential, context);
      const known = { ...bindings, pending: credential };
      return await findState(exchanges, recipe, known);
    },
  };
}

function toTraits(
  recipe: Recipe,
): Pick<Target, 'name' | 'overlap' | 'maxActive' | 'creation' | 'propagationMs' | 'locksOut'> {
  return {
    name: `http-api/${recipe.name}`,
    overlap: recipe.overlap,
    maxActive: recipe.maxActive ?? Number.POSITIVE_INFINITY,
    creation: 'pending' in recipe.create ? 'effect' : 'pure',
    propagationMs: recipe.propagation === undefined ? 0 : toMilliseconds(recipe.propagation),
    locksOut: recipe.locksOut ?? false,
  };
}

function generateFields(
  shapes: Readonly<Record<string, TextShape>>,
  { random }: TargetContext,
): SecretFields {
  return Object.fromEntries(
    Object.entries(shapes).map(([key, shape]) => [key, createRandomText(shape, random)]),
  );
}

/** Anything but a clear yes or no leaves the question open: a wrong "refused" would cost a working credential. */
async function findState(
  exchanges: Exchanges,
  recipe: Recipe,
  bindings: Bindings,
): Promise<CredentialState> {
  try {
    const { verdict } = await exchanges.ask('test', recipe.test, bindings);
    return { expected: 'working', refused: 'refused', unexpected: 'unreachable' }[
      verdict
    ] as CredentialState;
  } catch (error) {
    if (error instanceof RotationError && error.code === 'Rekey.Transient') return 'unreachable';
    throw error;
  }
}
