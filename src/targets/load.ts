// Finds the target that a secret's tags name. A new kind of target is a new line here.
import type { AccessKeyAccess } from '../rotation/access-keys.ts';
import { RotationError } from '../rotation/errors.ts';
import type { Targets } from '../rotation/ports.ts';
import type { Target } from '../rotation/target.ts';
import { targetNames } from '../rotation/target-names.ts';
import { createGenerated } from './generated.ts';
import type { Options } from './options.ts';
import type { Recipe } from './recipe/recipe-schema.ts';

/** What a target may need besides its options. */
interface Sources {
  readonly options: Options;
  /** The recipe that the tag names. @throws RotationError InvalidConfiguration where it names none */
  readonly recipe: () => Recipe;
  readonly hasRecipe: boolean;
  readonly loadAccessKeyAccess: () => Promise<AccessKeyAccess>;
}

/** Each read when a secret first needs it. */
const loaders: Readonly<
  Record<(typeof targetNames)[number], (sources: Sources) => Promise<Target>>
> = {
  'aws-access-key': async ({ options, loadAccessKeyAccess }) => {
    const { createAwsAccessKey } = await import('./aws-access-key/aws-access-key.ts');
    return createAwsAccessKey(options, await loadAccessKeyAccess());
  },
  generated: async ({ options }) => createGenerated(options),
  // JSONata is a third of a Lambda's code: evaluated only where a secret has a recipe.
  'http-api': async ({ options, recipe }) =>
    (await import('./http-api.ts')).createHttpApi(recipe(), options),
  jwks: async ({ options }) => (await import('./jwks/jwks.ts')).createJwks(options),
  ldap: async ({ options }) => (await import('./ldap/ldap.ts')).createLdap(options),
  manual: async ({ options, hasRecipe, recipe }) => {
    const { createManual } = await import('./manual.ts');
    if (!hasRecipe) return createManual(options, undefined);
    const { createTester } = await import('./http-api.ts');
    return createManual(options, createTester(recipe()));
  },
  mongodb: async ({ options }) => (await import('./mongodb/mongodb.ts')).createMongodb(options),
  mysql: async ({ options }) => (await import('./mysql/mysql.ts')).createMysql(options),
  'oauth-client': async ({ options }) =>
    (await import('./oauth-client/oauth-client.ts')).createOauthClient(options),
  oracle: async ({ options }) => (await import('./oracle/oracle.ts')).createOracle(options),
  postgres: async ({ options }) => (await import('./postgres/postgres.ts')).createPostgres(options),
  rabbitmq: async ({ options }) => (await import('./rabbitmq/rabbitmq.ts')).createRabbitmq(options),
  redis: async ({ options }) => (await import('./redis/redis.ts')).createRedis(options),
  redshift: async ({ options }) => (await import('./redshift/redshift.ts')).createRedshift(options),
  sqlserver: async ({ options }) =>
    (await import('./sqlserver/sqlserver.ts')).createSqlserver(options),
  'ssh-key': async ({ options }) => (await import('./ssh-key/ssh-key.ts')).createSshKey(options),
};

/**
 * @param recipes compiled, as `recipe/bundled.ts` has them
 * @param loadAccessKeyAccess reads IAM's client, which no other target needs
 */
export function createTargets(
  recipes: readonly Recipe[],
  loadAccessKeyAccess: () => Promise<AccessKeyAccess>,
): Targets {
  return {
    load: async ({ target, recipe, options }) => {
      const name = targetNames.find((each) => each === target);
      if (name === undefined) {
        throw invalidTag('rekey:target', `one of ${targetNames.join(', ')}`, target);
      }
      return await loaders[name]({
        options,
        recipe: () => loadRecipe(recipes, recipe),
        hasRecipe: recipe !== undefined,
        loadAccessKeyAccess,
      });
    },
  };
}

function loadRecipe(recipes: readonly Recipe[], name: string | undefined): Recipe {
  const recipe = recipes.find((candidate) => candidate.name === name);
  if (recipe !== undefined) return recipe;
  throw invalidTag('rekey:recipe', `one of ${recipes.map((r) => r.name).join(', ')}`, name);
}

function invalidTag(tag: string, expected: string, found: string | undefined): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `Tag ${tag}: expected ${expected}, found ${found === undefined ? 'none' : `"${found}"`}.`,
  );
}
