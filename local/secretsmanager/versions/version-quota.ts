// The quotas on a secret's versions: labels, and versions, of which the oldest without labels go first.
// docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
import type { Environment } from '../../service.ts';
import { limitExceeded } from '../errors.ts';
import type { Versions } from '../secret-document.ts';
import { countLabels } from './labels.ts';

const DAY_MS = 86_400_000;

/** The versions that stay. @throws ServiceError LimitExceededException */
export function applyQuota({ limits, clock }: Environment, versions: Versions): Versions {
  if (countLabels(versions) > limits.stagingLabelsMax) {
    throw limitExceeded('staging labels', limits.stagingLabelsMax);
  }
  const kept = dropDeprecated(versions, limits.secretVersionsMax, clock.now());
  if (kept.length > limits.secretVersionsMax) {
    throw limitExceeded('versions', limits.secretVersionsMax);
  }
  return kept;
}

/** Beyond the quota the oldest versions without labels go, but none that is younger than a day. */
function dropDeprecated(versions: Versions, versionsMax: number, now: number): Versions {
  let excess = versions.length - versionsMax;
  if (excess <= 0) return versions;
  return versions.filter(({ stages, createdMs }) => {
    if (excess <= 0 || stages.length > 0 || createdMs > now - DAY_MS) return true;
    excess -= 1;
    return false;
  });
}
