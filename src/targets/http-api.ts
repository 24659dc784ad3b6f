// Any HTTP service as a target, as its recipe describes it. The recipe is data: what may be called, what is sent,
// how the answer is judged. The promises of the contract (twice, after a crash, no leak) are kept here for all recipes.
import { isRotationError, RotationError } from '../rotation/errors.ts';
import type { SecretValue } from '../rotation/secret-value.ts';
import type { CredentialState, Target, TargetContext } from '../rotation/target.ts';
import { checkOptionNames, type Options } from './options.ts';
import { createRandomText, type TextShape } from './random-text.ts';
import { createExchanges, type Exchanges, toRejected, toUnexpected } from './recipe/exchange.ts';
import { type Bindings, createExpressions, type Expressions } from './recipe/expression.ts';
import { listChangedFields, toMilliseconds } from './recipe/recipe.ts';
import type { Creation, Recipe, Setting } from './recipe/recipe-schema.ts';
import { discardItems, type RecipeParts, retireCredential } from './recipe/remove.ts';
import {
  holdSamePart,
  listOrigins,
  parseFieldsOf,
  readAdmin,
  readPair,
} from './recipe/secret-fields.ts';
import { runSteps } from './recipe/steps.ts';
import { findText, type SecretFields, toSecretValue } from './secret-json.ts';

/** @throws RotationError InvalidConfiguration for options, or a recipe that makes nothing */
export function createHttpApi(recipe: Recipe, options: Options): Target {
  checkOptionNames(options, []);
  if (recipe.create === undefined) throw makesNothing(recipe);
  return createTester(recipe);
}

/** The same, where somebody else may make the credential: of what it does, its test is wanted. */
export function createTester(recipe: Recipe): Target {
  const { discard, retire, set, test } = recipe;
  const expressions = createExpressions(recipe.name);
  const read = (value: SecretValue): SecretFields => parseFieldsOf(recipe.secret, value);

  const open = (owner: SecretFields, context: TargetContext, asAdmin = true): Opened =>
    openService(recipe, expressions, owner, context, asAdmin);

  return {
    ...toTraits(recipe),

    check: (value) => {
      read(value);
    },
    isSame: (one, other) => holdSamePart(listChangedFields(recipe), read(one), read(other)),

    create: async (value, context) => {
      const current = read(value);
      const creation = recipe.create;
      if (creation === undefined) throw makesNothing(recipe);
      const parts = open(current, context, 'pending' in creation);
      return toSecretValue(current, await createFields(recipe, creation, parts, current, context));
    },

    ...(set !== undefined && {
      set: async (credentials, context) => {
        const { current, pending } = readPair(recipe, credentials);
        const { bindings, ...parts } = open(current, context);
        await settlePending(parts, recipe, set, { ...bindings, current, pending });
      },
    }),

    test: async (credentials, context) => {
      const { current, pending } = readPair(recipe, credentials);
      const { bindings, exchanges } = open(current, context, false);
      await exchanges.demand('test', test, { ...bindings, pending });
    },

    ...(retire !== undefined && {
      retire: async (credentials, context) => {
        const current = read(credentials.current);
        const previous = read(credentials.previous);
        const { bindings, ...parts } = open(current, context);
        await retireCredential(parts, retire, { ...bindings, current, previous });
      },
    }),

    ...(discard !== undefined && {
      discard: async (credentials, context) => {
        const current = read(credentials.current);
        const keep = credentials.keep === undefined ? undefined : read(credentials.keep);
        const made = credentials.made === undefined ? undefined : read(credentials.made);
        const { bindings, ...parts } = open(current, context);
        await discardItems(parts, discard, { ...bindings, current, keep, made });
      },
    }),

    verify: async (value, context) => {
      const credential = read(value);
      const { bindings, exchanges } = open(credential, context, false);
      const known = { ...bindings, pending: credential };
      return await findState(exchanges, recipe, known);
    },
  };
}

/** What every exchange of a call shares: the admin's fields, the token, and the hosts that may be spoken to. */
interface Opened extends RecipeParts {
  readonly bindings: Bindings;
}

/** @param asAdmin false where the credential is used or made here: the rules then give no admin */
function openService(
  recipe: Recipe,
  expressions: Expressions,
  owner: SecretFields,
  context: TargetContext,
  asAdmin: boolean,
): Opened {
  const admin = asAdmin ? readAdmin(recipe, context.admin) : undefined;
  const origins = listOrigins(recipe, owner, admin);
  return {
    bindings: {
      token: context.token,
      // JSONata's own would tell the machine's time.
      millis: () => context.clock.now(),
      now: () => new Date(context.clock.now()).toISOString(),
      ...(admin === undefined ? {} : { admin }),
    },
    expressions,
    exchanges: createExchanges(
      recipe,
      expressions,
      { origins, ca: findText(owner, 'ca') },
      context,
    ),
  };
}

function makesNothing({ name }: Recipe): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `Recipe ${name}: expected a create section, found none, so it is for the target manual alone.`,
  );
}

async function createFields(
  recipe: Recipe,
  creation: Creation,
  { bindings, expressions, exchanges }: Opened,
  current: SecretFields,
  context: TargetContext,
): Promise<SecretFields> {
  const known = { ...bindings, current };
  if ('generate' in creation) {
    const filled = await expressions.fill(creation.generate, known, 'create.generate');
    return generateFields(filled as Readonly<Record<string, TextShape | string>>, context);
  }
  if (creation.replaces === true) await demandWorking(exchanges, recipe, known);
  const made = await exchanges.demand('create', creation, known);
  const fields = await expressions.fill(creation.pending, made.known, 'create.pending');
  return fields as SecretFields;
}

function toTraits(
  recipe: Recipe,
): Pick<Target, 'name' | 'overlap' | 'maxActive' | 'creation' | 'propagationMs' | 'locksOut'> {
  return {
    name: `http-api/${recipe.name}`,
    overlap: recipe.overlap,
    maxActive: recipe.maxActive ?? Number.POSITIVE_INFINITY,
    creation: recipe.create !== undefined && 'pending' in recipe.create ? 'effect' : 'pure',
    propagationMs: recipe.propagation === undefined ? 0 : toMilliseconds(recipe.propagation),
    locksOut: recipe.locksOut ?? false,
  };
}

/** A text is what an expression came to. */
function generateFields(
  shapes: Readonly<Record<string, TextShape | string>>,
  { random }: TargetContext,
): SecretFields {
  return Object.fromEntries(
    Object.entries(shapes).map(([key, shape]) => [
      key,
      typeof shape === 'string' ? shape : createRandomText(shape, random),
    ]),
  );
}

/**
 * The call ends the old credential, and its answer may be lost: a second call would then come with a dead one, which some services
 * take for theft and end the new one too.
 */
async function demandWorking(
  exchanges: Exchanges,
  recipe: Recipe,
  known: Bindings & { readonly current: SecretFields },
): Promise<void> {
  const state = await findState(exchanges, recipe, { ...known, pending: known.current });
  if (state === 'working') return;
  throw state === 'refused'
    ? new RotationError(
        'Rekey.CredentialRefused',
        'The target refuses the current credential: it was replaced or revoked before, so it is not used to make another.',
        { call: 'target:create' },
      )
    : new RotationError(
        'Rekey.Transient',
        'The target did not say whether the current credential works.',
        {
          call: 'target:create',
        },
      );
}

async function settlePending(
  parts: RecipeParts,
  recipe: Recipe,
  steps: readonly Setting[],
  known: Bindings & { readonly pending: SecretFields },
): Promise<void> {
  const { expressions, exchanges } = parts;
  // A first call may have done it already, and current may have died of it. Of several steps the last may be missing.
  const mayBeDone = recipe.overlap === 'none' || steps.length === 1;
  if (mayBeDone && (await findState(exchanges, recipe, known)) === 'working') return;
  await runSteps(parts, 'set', steps, known, async (step, turn) => {
    const asked = await exchanges.ask('set', step, turn);
    if (asked.verdict === 'expected') return;
    const isRejected =
      step.rejected !== undefined &&
      (await expressions.decide(step.rejected, asked.known, 'set.rejected'));
    throw isRejected ? toRejected('set', asked) : toUnexpected('set', asked);
  });
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
    if (isRotationError(error) && error.code === 'Rekey.Transient') return 'unreachable';
    throw error;
  }
}
