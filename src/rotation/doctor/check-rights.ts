// What IAM says to the calls that the roles must make. It knows the roles' own policies and boundaries; policies of the secret, the
// key and the organization are not simulated for roles, so what the preflight met in truth stands beside it.
import { isKnown, type Known } from '../known.ts';
import type { RightFacts, SecretFacts, StackFacts } from './facts.ts';
import { cannotLook, type Finding, ok } from './finding.ts';

export function checkSecretRights({
  rights,
  commands,
  description,
}: SecretFacts): readonly Finding[] {
  if (rights === undefined) return [];
  if (!description.tags.has('rekey:target')) {
    const evidence =
      'The secret has no tag rekey:target, which bounds what the functions may touch.';
    const command = commands.tag(description.name, 'rekey:target', '<http-api or generated>');
    return [{ id: 'not-tagged', verdict: 'problem', catalogue: 'R06', evidence, command }];
  }
  return checkRights('permissions', rights, commands);
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
