// The principals that a policy names: of a form that AWS has, and there, as far as this account's own roles and users go.
import { findArn } from '../../arn.ts';
import type { CallContext, Environment } from '../../service.ts';
import { isServiceError } from '../../service-error.ts';
import { invalidServicePrincipal, unsupportedPrincipal } from '../errors.ts';
import type { Statement } from './resource-policy.ts';

const ACCOUNT = /^\d{12}$/u;
const IAM_RESOURCE = /^(?:root|(?:user|role)\/[\w+=,.@/-]+)$/u;
const STS_RESOURCE = /^(?:assumed-role|federated-user)\/[\w+=,.@/-]+$/u;
const SERVICE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/u;

/** The first fault of each kind, in the words of AWS's console [D awsdocs, manage_secret-policy]; empty where all is well. */
export async function findPrincipalFaults(
  environment: Environment,
  { region }: CallContext,
  statements: readonly Statement[],
): Promise<readonly Error[]> {
  const listAll = (kind: string): string[] => [
    ...new Set(statements.flatMap(({ principals }) => principals.byKind[kind] ?? [])),
  ];
  const faults: Error[] = [];
  for (const name of listAll('AWS')) {
    if (isKnownForm(name) && (await isThere(environment, region, name))) continue;
    faults.push(unsupportedPrincipal());
    break;
  }
  if (!listAll('Service').every((name) => SERVICE.test(name))) {
    faults.push(invalidServicePrincipal());
  }
  return faults;
}

function isKnownForm(name: string): boolean {
  if (name === '*' || ACCOUNT.test(name)) return true;
  const arn = findArn(name);
  if (arn === undefined || arn.region !== '' || !ACCOUNT.test(arn.accountId)) return false;
  return arn.service === 'sts'
    ? STS_RESOURCE.test(arn.resource)
    : arn.service === 'iam' && IAM_RESOURCE.test(arn.resource);
}

/** Nobody knows here who is in other accounts. */
async function isThere(
  { call, accountId }: Environment,
  region: string,
  name: string,
): Promise<boolean> {
  const arn = findArn(name);
  const [kind, ...path] = (arn?.resource ?? '').split('/');
  const last = path.at(-1);
  if (arn?.service !== 'iam' || arn.accountId !== accountId || last === undefined) return true;
  try {
    await call({
      service: 'iam',
      ...(kind === 'role'
        ? { operation: 'GetRole', input: { RoleName: last } }
        : { operation: 'GetUser', input: { UserName: last } }),
      principal: { kind: 'root', accountId },
      region,
      viaService: 'secretsmanager.amazonaws.com',
    });
    return true;
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return error.code !== 'NoSuchEntityException';
  }
}
