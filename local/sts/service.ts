// STS: who one is, and temporary keys (STS API reference, 2011-06-15).
import { createRoleFinder, createSessionPolicies, createUserIdFinder } from '../iam/service.ts';
import type { Environment, Service } from '../service.ts';
import { assumeRole } from './actions/assume-role.ts';
import { getCallerIdentity } from './actions/get-caller-identity.ts';
import { getSessionToken } from './actions/get-session-token.ts';

export function createSts(environment: Environment): Service {
  const findRole = createRoleFinder(environment);
  return {
    wire: {
      signingName: 'sts',
      protocols: ['awsQuery'],
      xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
      schemas: () => import('@aws-sdk/client-sts'),
    },
    actions: {
      AssumeRole: assumeRole(environment, findRole, createSessionPolicies(environment)),
      GetCallerIdentity: getCallerIdentity({
        findRoleId: (roleArn) => findRole(roleArn)?.id,
        findUserId: createUserIdFinder(environment),
      }),
      GetSessionToken: getSessionToken(environment),
    },
  };
}
