// What ValidateResourcePolicy finds. The messages are AWS's console's [D awsdocs, manage_secret-policy: the console asks this operation, and
// shows several findings together]; the names of the checks are not recorded.
import type { ValidationErrorsEntry } from '@aws-sdk/client-secrets-manager';
import type { CallContext, Environment } from '../../service.ts';
import { includesEverybody, isBroad } from './broad-access.ts';
import { findPrincipalFaults } from './principals.ts';
import type { Patterns, Statement } from './resource-policy.ts';

const BROAD =
  'This resource policy grants broad access to your secret. Secrets Manager does not allow creating and applying such policies in the console.';
const LOCKOUT = 'Your requested changes will not allow you to manage this secret in the future.';

export async function listFindings(
  environment: Environment,
  context: CallContext,
  statements: readonly Statement[],
): Promise<ValidationErrorsEntry[]> {
  const faults = await findPrincipalFaults(environment, context, statements);
  return [
    ...faults.map(({ message }) => ({ CheckName: 'PRINCIPAL', ErrorMessage: message })),
    ...(isBroad(statements) ? [{ CheckName: 'PUBLIC_POLICY', ErrorMessage: BROAD }] : []),
    ...(statements.some(locksOut) ? [{ CheckName: 'LOCKOUT', ErrorMessage: LOCKOUT }] : []),
  ];
}

/** Nobody could ever take such a policy away again. */
function locksOut({ effect, principals, actions, conditions }: Statement): boolean {
  return (
    effect === 'Deny' &&
    conditions.length === 0 &&
    !principals.isNegated &&
    includesEverybody(principals) &&
    ['PutResourcePolicy', 'DeleteResourcePolicy'].every((name) => isMatched(actions, name))
  );
}

function isMatched({ isNegated, patterns }: Patterns, operation: string): boolean {
  const action = `secretsmanager:${operation}`.toLowerCase();
  const isListed = patterns.some((pattern) => {
    const parts = pattern.toLowerCase().split('*').map(escapeText);
    return new RegExp(`^${parts.join('.*')}$`, 'u').test(action);
  });
  return isListed !== isNegated;
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\^$.+()[\]{}|/]/gu, '\\$&').replaceAll('?', '.');
}
