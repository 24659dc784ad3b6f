// The refusal, as AWS words it (IAM User Guide, Troubleshoot access denied error messages), with what single services do
// otherwise. Those were read in users' reports; the wire gives code and status the form of the protocol.
import { namePrincipal } from '../principal.ts';
import type { Permission, Principal } from '../service.ts';
import { ServiceError } from '../service-error.ts';
import type { Reason } from './policy/decide.ts';

export function accessDenied(
  principal: Principal,
  { action, resource, resourceName = resource }: Permission,
  reason: Reason,
): ServiceError {
  const shown = nameAction(action);
  return new ServiceError(
    'AccessDeniedException',
    `User: ${namePrincipal(principal)} is not authorized to perform: ${shown}${toResourceWords(action, resourceName)}${toReasonWords(shown, reason)}`,
  );
}

/** SNS and SQS write their actions in a way of their own. */
function nameAction(action: string): string {
  if (action.startsWith('sns:')) return action.replace('sns:', 'SNS:');
  return action.startsWith('sqs:') ? action.toLowerCase() : action;
}

/** Services that say nothing of the resource where there is none. */
const SILENT = /^(?:secretsmanager|cloudwatch|s3|kms):/u;

function toResourceWords(action: string, resource: string): string {
  if (resource === '*' && SILENT.test(action) && action !== 'kms:CreateKey') return '';
  return action.startsWith('s3:') ? ` on resource: "${resource}"` : ` on resource: ${resource}`;
}

function toReasonWords(action: string, { isExplicit, type }: Reason): string {
  const article = type === 'identity-based policy' ? 'an' : 'a';
  if (isExplicit) return ` with an explicit deny in ${article} ${type}`;
  // STS does not tell a role that is missing from one that trusts somebody else.
  return action === 'sts:AssumeRole' ? '' : ` because no ${type} allows the ${action} action`;
}
