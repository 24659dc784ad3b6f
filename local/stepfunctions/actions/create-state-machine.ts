// CreateStateMachine: idempotent by name, definition, type, logging and tracing; another role or other tags are ignored then.
import type { CreateStateMachineInput, CreateStateMachineOutput } from '@aws-sdk/client-sfn';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { createStatesError } from '../errors.ts';
import {
  becomeRole,
  checkDefinitionText,
  checkLogging,
  checkSupported,
  toLoggingDocument,
} from '../machine-input.ts';
import { checkName, toMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOn, permitPassRole } from '../permission.ts';
import { type MachineDocument, machineKey, type RevisionDocument } from '../store.ts';
import { applyTags } from '../tags.ts';

export function createCreateStateMachine(
  parts: Parts,
): Action<CreateStateMachineInput, CreateStateMachineOutput> {
  const { environment, store } = parts;
  return {
    permissions: ({ name = '', roleArn }, context) => [
      ...permitOn('CreateStateMachine', toMachineArn(context, name)),
      ...permitPassRole(roleArn),
    ],
    run: async (input, context) => {
      const { name = '', definition = '', roleArn = '' } = input;
      checkConstraints(
        { definition: { length: [1, environment.limits.definitionBytesMax], sensitive: true } },
        input,
      );
      checkName(name);
      checkSupported(input);
      await checkDefinitionText(parts, definition);
      const stateMachineArn = toMachineArn(context, name);
      const logging = toLoggingDocument(input.loggingConfiguration);
      const principal = becomeRole(parts, roleArn, stateMachineArn);
      await checkLogging(parts, logging, { principal, region: context.region });

      const key = machineKey(context.region, name);
      const isTraced = input.tracingConfiguration?.enabled === true;
      const now = environment.clock.now();
      const known = store.machines.get(key);
      if (known !== undefined) {
        const same = isSame(known, store.revisions.get(known.revision), {
          definition,
          logging,
          isTraced,
        });
        if (same) return { stateMachineArn, creationDate: new Date(known.createdAt) };
        throw createStatesError(
          'StateMachineAlreadyExists',
          `State Machine Already Exists: '${stateMachineArn}'`,
        );
      }
      const machine = {
        name,
        createdAt: now,
        revisionId: '',
        type: 'STANDARD',
        isTraced,
        tags: applyTags({}, input.tags ?? []),
      } as const;
      store.transaction(() => {
        const revision = `${key}/${String(store.nextNumber())}`;
        store.revisions.put(revision, { definition, roleArn, logging, updatedAt: now });
        store.machines.put(key, { ...machine, revision });
      });
      return { stateMachineArn, creationDate: new Date(now) };
    },
  };
}

function isSame(
  machine: MachineDocument,
  revision: RevisionDocument | undefined,
  asked: Pick<RevisionDocument, 'definition' | 'logging'> & Pick<MachineDocument, 'isTraced'>,
): boolean {
  return (
    revision?.definition === asked.definition &&
    JSON.stringify(revision.logging) === JSON.stringify(asked.logging) &&
    machine.isTraced === asked.isTraced
  );
}
