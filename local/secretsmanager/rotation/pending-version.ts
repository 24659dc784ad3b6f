// The version that a rotation works on: registered under AWSPENDING before the function is called, and let go of at the end.
import type { Environment } from '../../service.ts';
import { rotationIncomplete } from '../errors.ts';
import {
  AWSCURRENT,
  AWSPENDING,
  type SecretDocument,
  type VersionDocument,
} from '../secret-document.ts';
import { applyQuota } from '../versions/version-quota.ts';

/** The version of a rotation that is not complete: AWSPENDING on another version than AWSCURRENT [D]. */
export function findIncomplete(secret: SecretDocument): VersionDocument | undefined {
  const pending = secret.versions.findByStage(AWSPENDING);
  return pending?.stages.includes(AWSCURRENT) === true ? undefined : pending;
}

/** @throws ServiceError InvalidRequestException */
export function checkComplete(secret: SecretDocument): void {
  if (findIncomplete(secret) !== undefined) throw rotationIncomplete();
}

/** It has no value until somebody puts one, or a test gives it the current one. */
export function withPending(
  environment: Environment,
  secret: SecretDocument,
  versionId: string,
): SecretDocument {
  const now = environment.clock.now();
  const added = { id: versionId, stages: [AWSPENDING], createdMs: now };
  const versions = withoutPending(secret).versions.put([added]);
  return { ...secret, versions: applyQuota(environment, versions), changedMs: now };
}

export function withoutPending(secret: SecretDocument): SecretDocument {
  const pending = secret.versions.findByStage(AWSPENDING);
  if (pending === undefined) return secret;
  const stages = pending.stages.filter((stage) => stage !== AWSPENDING);
  return { ...secret, versions: secret.versions.put([{ ...pending, stages }]) };
}
