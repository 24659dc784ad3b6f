// The version that a rotation works on: registered under AWSPENDING before the function is called, and let go of at the end.
import type { Environment } from '../../service.ts';
import { rotationIncomplete } from '../errors.ts';
import {
  AWSCURRENT,
  AWSPENDING,
  findVersionByStage,
  type SecretDocument,
  type VersionDocument,
} from '../secret-document.ts';
import { applyQuota } from '../versions/version-quota.ts';

/** The version of a rotation that is not complete: AWSPENDING on another version than AWSCURRENT [D]. */
export function findIncomplete(secret: SecretDocument): VersionDocument | undefined {
  const pending = findVersionByStage(secret, AWSPENDING);
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
  const others = withoutPending(secret).versions;
  return { ...secret, versions: applyQuota(environment, [...others, added]), changedMs: now };
}

export function withoutPending(secret: SecretDocument): SecretDocument {
  const versions = secret.versions.map((version) =>
    version.stages.includes(AWSPENDING)
      ? { ...version, stages: version.stages.filter((stage) => stage !== AWSPENDING) }
      : version,
  );
  return { ...secret, versions };
}
