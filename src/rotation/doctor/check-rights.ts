// What IAM says to the calls that the roles must make. It knows the roles' own policies and boundaries; policies of the secret, the
// key and the organization are not simulated for roles, so what the preflight met in truth stands beside it.
import { isKnown, type Known } from '../known.ts';
import { AWSCURRENT } from '../staging.ts';
import type { RightFacts, SecretFacts, StackFacts } from './facts.ts';
import { cannotLook, type Finding, ok } from './finding.ts';

export function checkSecretRights({
  rights,
  commands,
  description,
  preflight,
}: SecretFacts): readonly Finding[] {
  if (rights === undefined) return [];
  if (!description.tags.has('rekey:target')) {
    const evidence =
      'The secret has no tag rekey:target, which bounds what the functions may touch.';
    const command = commands.tag(description.name, 'rekey:target', '<http-api or generated>');
    return [{ id: 'not-tagged', verdict: 'problem', catalogue: 'R06', evidence, command }];
  }
  const found = checkRights('permissions', rights, commands);
  return couldUseKey(preflight) ? found.map(toDoubt) : found;
}

/** The preflight's role has no more rights to the key than the others: what it could read, the key's own policy allows. */
function couldUseKey(preflight: SecretFacts['preflight']): boolean {
  if (preflight === undefined || !isKnown(preflight)) return false;
  const current = preflight.value.secret?.versions.find(({ labels }) =>
    labels.includes(AWSCURRENT),
  );
  return current?.works !== undefined && current.works !== 'unreadable';
}

function toDoubt(finding: Finding): Finding {
  if (finding.id !== 'key-permission') return finding;
  const evidence = `${finding.evidence} The preflight could read the secret, so the key’s policy seems to allow what the roles’ do not.`;
  return { ...finding, verdict: 'warning', evidence };
}

export function checkRunRights({ rights, commands }: StackFacts): readonly Finding[] {
  return checkRights('run-permissions', rights, commands);
}

function checkRights(
  id: string,
  rights: Known<readonly RightFacts[]>,
  commands: SecretFacts['commands'],
): readonly Finding[] {
  if (!isKnown(rights)) return cannotLook(id, 'the roles’ permissions', rights);
  const denied = rights.value.filter(({ decision }) => decision !== 'allowed');
  if (denied.length > 0) return denied.map((right) => toDenied(id, right, commands));
  const roles = new Set(rights.value.map(({ roleArn }) => roleArn)).size;
  return [ok(id, `IAM allows all ${String(rights.value.length)} calls of ${String(roles)} roles.`)];
}

/** An explicit deny is not mended by allowing once more. */
function toDenied(id: string, right: RightFacts, commands: SecretFacts['commands']): Finding {
  const { holder, action, resource, decision, purpose, roleArn } = right;
  const isExplicit = decision === 'explicitDeny';
  const context = purpose === 'key' ? ', with the secret’s ARN as encryption context' : '';
  const verb = isExplicit ? 'denies' : 'does not allow';
  return {
    id:
      purpose === 'key' ? 'key-permission' : id === 'permissions' ? 'permission' : 'run-permission',
    verdict: 'problem',
    catalogue: purpose === 'key' ? 'T03' : 'R06',
    evidence: `The role of ${holder} ${verb} ${action} on ${resource}${context}.`,
    command: isExplicit ? commands.showPolicies(roleArn) : commands.allow(right),
  };
}
