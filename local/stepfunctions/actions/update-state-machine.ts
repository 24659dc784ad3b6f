// UpdateStateMachine: executions that run go on with the definition and the role that they began with.
import type { UpdateStateMachineInput, UpdateStateMachineOutput } from '@aws-sdk/client-sfn';
import { checkConstraints } from '../../constraints.ts';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { createStatesError } from '../errors.ts';
import { loadMachine } from '../lookup.ts';
import {
  becomeRole,
  checkDefinitionText,
  checkLogging,
  checkSupported,
  toLoggingDocument,
} from '../machine-input.ts';
import type { Parts } from '../parts.ts';
import { permitOnMachine, permitPassRole } from '../permission.ts';

export function createUpdateStateMachine(
  parts: Parts,
): Action<UpdateStateMachineInput, UpdateStateMachineOutput> {
  const { environment, store } = parts;
  return {
    permissions: ({ stateMachineArn, roleArn }, context) => [
      ...permitOnMachine(parts, 'UpdateStateMachine', stateMachineArn, context),
      ...permitPassRole(roleArn),
    ],
    run: async (input, context) => {
      const { stateMachineArn: arn = '' } = input;
      checkConstraints(
        { definition: { length: [1, environment.limits.definitionBytesMax], sensitive: true } },
        input,
      );
      checkSupported(input);
      checkHasChange(input);
      const { revision: current } = loadMachine(parts, arn, context);
      const definition = input.definition ?? current.definition;
      const roleArn = input.roleArn ?? current.roleArn;
      const logging =
        input.loggingConfiguration === undefined
          ? current.logging
          : toLoggingDocument(input.loggingConfiguration);
      await checkDefinitionText(parts, definition);
      const principal = becomeRole(parts, roleArn, arn);
      await checkLogging(parts, logging, { principal, region: context.region });

      // Again, for the machine may have been deleted meanwhile.
      const { key, machine } = loadMachine(parts, arn, context);
      const now = environment.clock.now();
      const revisionId = createUuid(environment.random);
      store.transaction(() => {
        const revision = `${key}/${String(store.nextNumber())}`;
        store.revisions.put(revision, { definition, roleArn, logging, updatedAt: now });
        store.machines.put(key, {
          ...machine,
          revision,
          revisionId,
          isTraced: input.tracingConfiguration?.enabled ?? machine.isTraced,
        });
      });
      return { updateDate: new Date(now), revisionId };
    },
  };
}

function checkHasChange(input: UpdateStateMachineInput): void {
  const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
  const changes = [definition, roleArn, loggingConfiguration, tracingConfiguration];
  if (
    changes.some((change) => change !== undefined) ||
    input.encryptionConfiguration !== undefined
  ) {
    return;
  }
  throw createStatesError(
    'MissingRequiredParameter',
    'Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the EncryptionConfiguration must be specified',
  );
}
