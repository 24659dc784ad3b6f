// Finds the target that a secret's tags name. A new kind of target is a new case here.
import type { AccessKeyAccess } from '../rotation/access-keys.ts';
import { RotationError } from '../rotation/errors.ts';
import type { Targets } from '../rotation/ports.ts';
import { targetNames } from '../rotation/target-names.ts';
import { createGenerated } from './generated.ts';
import type { Recipe } from './recipe/recipe-schema.ts';

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
      switch (target) {
        case 'aws-access-key': {
          const { createAwsAccessKey } = await import('./aws-access-key/aws-access-key.ts');
          return createAwsAccessKey(options, await loadAccessKeyAccess());
        }
        case 'generated':
          return createGenerated(options);
        case 'http-api': {
          // JSONata is a third of a Lambda's code: evaluated only where a secret has a recipe.
          const { createHttpApi } = await import('./http-api.ts');
          return createHttpApi(loadRecipe(recipes, recipe), options);
        }
        case 'jwks': {
          const { createJwks } = await import('./jwks/jwks.ts');
          return createJwks(options);
        }
        case 'ldap': {
          const { createLdap } = await import('./ldap/ldap.ts');
          return createLdap(options);
        }
        case 'manual': {
          const { createManual } = await import('./manual.ts');
          if (recipe === undefined) return createManual(options, undefined);
          const { createHttpApi } = await import('./http-api.ts');
          return createManual(options, createHttpApi(loadRecipe(recipes, recipe), new Map()));
        }
        case 'mongodb': {
          const { createMongodb } = await import('./mongodb/mongodb.ts');
          return createMongodb(options);
        }
        case 'oauth-client': {
          const { createOauthClient } = await import('./oauth-client/oauth-client.ts');
          return createOauthClient(options);
        }
        case 'mysql': {
          const { createMysql } = await import('./mysql/mysql.ts');
          return createMysql(options);
        }
        case 'oracle': {
          const { createOracle } = await import('./oracle/oracle.ts');
          return createOracle(options);
        }
        case 'postgres': {
          const { createPostgres } = await import('./postgres/postgres.ts');
          return createPostgres(options);
        }
        case 'rabbitmq': {
          const { createRabbitmq } = await import('./rabbitmq/rabbitmq.ts');
          return createRabbitmq(options);
        }
        case 'redis': {
          const { createRedis } = await import('./redis/redis.ts');
          return createRedis(options);
        }
        case 'redshift': {
          const { createRedshift } = await import('./redshift/redshift.ts');
          return createRedshift(options);
        }
        case 'sqlserver': {
          const { createSqlserver } = await import('./sqlserver/sqlserver.ts');
          return createSqlserver(options);
        }
        case 'ssh-key': {
          const { createSshKey } = await import('./ssh-key/ssh-key.ts');
          return createSshKey(options);
        }
        default:
          throw invalidTag('rekey:target', `one of ${targetNames.join(', ')}`, target);
      }
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
