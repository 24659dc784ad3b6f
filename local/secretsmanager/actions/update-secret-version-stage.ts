// UpdateSecretVersionStage: moves, adds or takes away one label, by compare-and-set.
import type {
  UpdateSecretVersionStageRequest,
  UpdateSecretVersionStageResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { secretId, versionId, versionStage } from '../constraints.ts';
import { limitExceeded } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toConditions, toSecretPermission } from '../permission.ts';
import { applyMove, countLabels } from '../versions/labels.ts';

const constraints = {
  SecretId: secretId,
  VersionStage: versionStage,
  RemoveFromVersionId: versionId,
  MoveToVersionId: versionId,
};

export function createUpdateSecretVersionStage(
  parts: Parts,
): Action<UpdateSecretVersionStageRequest, UpdateSecretVersionStageResponse> {
  const { secrets, labelEvents, rotations, environment } = parts;
  return {
    permissions: ({ SecretId = '', VersionStage }, context) => [
      toSecretPermission(
        parts,
        context,
        'UpdateSecretVersionStage',
        SecretId,
        toConditions({ 'secretsmanager:VersionStage': VersionStage }),
      ),
    ],
    run: async (input, { region }) => {
      checkConstraints(constraints, input);
      const move = {
        stage: input.VersionStage ?? '',
        removeFrom: input.RemoveFromVersionId,
        moveTo: input.MoveToVersionId,
      };
      const { before, after, rotation } = secrets.transaction(() => {
        const secret = secrets.loadPrimary(region, input.SecretId ?? '');
        const versions = applyMove(secret.versions, move);
        if (versions === secret.versions)
          return { before: secret, after: secret, rotation: undefined };
        const { stagingLabelsMax } = environment.limits;
        if (countLabels(versions) > Math.max(stagingLabelsMax, countLabels(secret.versions))) {
          throw limitExceeded('staging labels', stagingLabelsMax);
        }
        const moved = { ...secret, versions, changedMs: environment.clock.now() };
        secrets.put(moved);
        return { before: secret, after: moved, rotation: rotations.applyMove(moved) };
      });
      await labelEvents.announce(before, after);
      await rotation?.announce();
      return { ARN: after.arn, Name: after.name };
    },
  };
}
