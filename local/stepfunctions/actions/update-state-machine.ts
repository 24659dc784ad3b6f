// UpdateStateMachine: executions that run go on with the definition and the role that they began with.
import type { UpdateStateMachineInput, UpdateStateMachineOutput } from '@aws-sdk/client-sfn';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { createStatesError } from '../errors.ts';
import { type FoundMachine, loadLastingMachine } from '../lookup.ts';
import {
  becomeRole,
  checkDefinitionText,
  checkLogging,
  checkMachineInput,
  toLoggingDocument,
} from '../machines/machine-input.ts';
import { checkManagedRule } from '../machines/managed-rule.ts';
import { publishVersion } from '../machines/versions.ts';
import { toMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged, permitPassRole } from '../permission.ts';
import type { MachineDocument, RevisionDocument } from '../store.ts';

export function createUpdateStateMachine(
  parts: Parts,
): Action<UpdateStateMachineInput, UpdateStateMachineOutput> {
  const { environment, store } = parts;
  return {
    permissions: ({ stateMachineArn, roleArn, publish }, context) => [
      ...permitOnTagged(parts, 'UpdateStateMachine', stateMachineArn, context),
      ...(publish === true
        ? permitOnTagged(parts, 'PublishStateMachineVersion', stateMachineArn, context)
        : []),
      ...permitPassRole(roleArn),
    ],
    run: async (input, context) => {
      const { stateMachineArn: arn = '' } = input;
      checkMachineInput(parts, input);
      checkHasChange(input);
      const before = loadLastingMachine(parts, arn, context);
      const asked = toRevision(input, before);
      if (input.definition !== undefined) {
        await checkDefinitionText(parts, asked.definition, before.machine.type);
      }
      const principal = becomeRole(parts, asked.roleArn, arn);
      const asRole = { principal, region: context.region };
      await checkManagedRule(parts, asked, asRole);
      await checkLogging(parts, asked.logging, asRole);

      // Again, for the machine may have been changed or deleted meanwhile.
      const found = loadLastingMachine(parts, arn, context);
      const now = environment.clock.now();
      return store.transaction(() => {
        const machine = putRevision(found, toRevision(input, found), now);
        const version =
          input.publish === true
            ? publishVersion(parts, { key: found.key, machine }, input.versionDescription)
            : undefined;
        return {
          updateDate: new Date(now),
          ...(machine.revisionId === '' ? {} : { revisionId: machine.revisionId }),
          ...(version === undefined
            ? {}
            : { stateMachineVersionArn: toMachineArn(context, machine.name, version.number) }),
        };
      });
    },
  };

  /** What changes nothing makes no revision. */
  function putRevision(
    { key, machine, revision: current }: FoundMachine,
    asked: Content,
    now: number,
  ): MachineDocument {
    if (JSON.stringify(asked) === JSON.stringify(toContent(current, machine))) return machine;
    const revisionId = createUuid(environment.random);
    const revision = `${key}/${String(store.nextNumber())}`;
    store.revisions.put(revision, { ...asked, updatedAt: now, revisionId });
    const updated = { ...machine, revision, revisionId, isTraced: asked.isTraced };
    store.machines.put(key, updated);
    return updated;
  }
}

type Content = Pick<RevisionDocument, 'definition' | 'roleArn' | 'logging'> & {
  readonly isTraced: boolean;
};

function toContent(
  { definition, roleArn, logging }: RevisionDocument,
  { isTraced }: MachineDocument,
): Content {
  return { definition, roleArn, logging, isTraced };
}

function toRevision(input: UpdateStateMachineInput, { machine, revision }: FoundMachine): Content {
  const current = toContent(revision, machine);
  const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
  return {
    definition: definition ?? current.definition,
    roleArn: roleArn ?? current.roleArn,
    logging:
      loggingConfiguration === undefined
        ? current.logging
        : toLoggingDocument(loggingConfiguration),
    isTraced: tracingConfiguration?.enabled ?? current.isTraced,
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
