// PublishStateMachineVersion: of the current revision, once; asked again it answers the same version.
import type {
  PublishStateMachineVersionInput,
  PublishStateMachineVersionOutput,
} from '@aws-sdk/client-sfn';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { createStatesError } from '../errors.ts';
import { loadLastingMachine } from '../lookup.ts';
import { INITIAL_REVISION, publishVersion } from '../machines/versions.ts';
import { toMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';

const constraints: Constraints = { description: { length: [0, 256], sensitive: true } };

export function createPublishStateMachineVersion(
  parts: Parts,
): Action<PublishStateMachineVersionInput, PublishStateMachineVersionOutput> {
  return {
    permissions: ({ stateMachineArn }, context) =>
      permitOnTagged(parts, 'PublishStateMachineVersion', stateMachineArn, context),
    run: (input, context) => {
      checkConstraints(constraints, input);
      const { stateMachineArn = '', revisionId, description } = input;
      const found = loadLastingMachine(parts, stateMachineArn, context);
      const { machine } = found;
      const current = machine.revisionId === '' ? INITIAL_REVISION : machine.revisionId;
      if (revisionId !== undefined && revisionId !== current) {
        throw createStatesError(
          'ConflictException',
          `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${current}.`,
        );
      }
      const { number, createdAt } = publishVersion(parts, found, description);
      return {
        creationDate: new Date(createdAt),
        stateMachineVersionArn: toMachineArn(context, machine.name, number),
      };
    },
  };
}
