// CreateStateMachine: idempotent by name, definition, type, logging, tracing and version; another role or other tags are ignored then.
import type { CreateStateMachineInput, CreateStateMachineOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { createStatesError, stateMachineDeleting } from '../errors.ts';
import {
  becomeRole,
  checkDefinitionText,
  checkLogging,
  checkMachineInput,
  toLoggingDocument,
} from '../machines/machine-input.ts';
import { checkManagedRule } from '../machines/managed-rule.ts';
import { publishVersion } from '../machines/versions.ts';
import { checkName, type Place, toMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOn, permitPassRole } from '../permission.ts';
import { type MachineDocument, machineKey, type RevisionDocument } from '../store.ts';
import { applyTags } from '../tags.ts';

export function createCreateStateMachine(
  parts: Parts,
): Action<CreateStateMachineInput, CreateStateMachineOutput> {
  const { environment, store } = parts;
  return {
    permissions: ({ name = '', roleArn, tags, publish }, context) => {
      const arn = toMachineArn(context, name);
      return [
        ...permitOn('CreateStateMachine', arn, ofRequestTags(tags)),
        ...(publish === true ? permitOn('PublishStateMachineVersion', arn) : []),
        ...permitPassRole(roleArn),
      ];
    },
    run: async (input, context) => {
      const { name = '', definition = '', roleArn = '', type = 'STANDARD' } = input;
      checkName(name);
      checkMachineInput(parts, input);
      const tags = applyTags({}, input.tags ?? []);
      await checkDefinitionText(parts, definition, type);
      const stateMachineArn = toMachineArn(context, name);
      const logging = toLoggingDocument(input.loggingConfiguration);
      const principal = becomeRole(parts, roleArn, stateMachineArn);
      const asRole = { principal, region: context.region };
      await checkManagedRule(parts, { definition, roleArn }, asRole);
      await checkLogging(parts, logging, asRole);

      const key = machineKey(context.region, name);
      const isTraced = input.tracingConfiguration?.enabled === true;
      const now = environment.clock.now();
      const machine: Omit<MachineDocument, 'revision'> = {
        name,
        createdAt: now,
        revisionId: '',
        type,
        isTraced,
        tags,
        ...(input.publish === true ? { firstVersion: toFirstVersion(input) } : {}),
      };
      const known = store.machines.get(key);
      if (known === undefined) {
        store.transaction(() => {
          const revision = `${key}/${String(store.nextNumber())}`;
          store.revisions.put(revision, { definition, roleArn, logging, updatedAt: now, isTraced });
          store.machines.put(key, { ...machine, revision });
          if (input.publish === true) {
            publishVersion(
              parts,
              { key, machine: { ...machine, revision } },
              input.versionDescription,
            );
          }
        });
        return toAnswer(machine, context);
      }
      if (known.isDeleting === true) throw stateMachineDeleting(stateMachineArn);
      const isSame = isSameMachine(known, machine);
      if (isSame && isSameRevision(store.revisions.get(known.revision), { definition, logging })) {
        return toAnswer(known, context);
      }
      throw createStatesError(
        'StateMachineAlreadyExists',
        `State Machine Already Exists: '${stateMachineArn}'`,
      );
    },
  };
}

function toAnswer(
  { name, createdAt, firstVersion }: Pick<MachineDocument, 'name' | 'createdAt' | 'firstVersion'>,
  place: Place,
): CreateStateMachineOutput {
  return {
    stateMachineArn: toMachineArn(place, name),
    creationDate: new Date(createdAt),
    ...(firstVersion === undefined ? {} : { stateMachineVersionArn: toMachineArn(place, name, 1) }),
  };
}

function toFirstVersion({
  versionDescription: description,
}: CreateStateMachineInput): NonNullable<MachineDocument['firstVersion']> {
  return description === undefined ? {} : { description };
}

function isSameMachine(
  known: MachineDocument,
  asked: Pick<MachineDocument, 'type' | 'isTraced' | 'firstVersion'>,
): boolean {
  return (
    known.type === asked.type &&
    known.isTraced === asked.isTraced &&
    JSON.stringify(known.firstVersion) === JSON.stringify(asked.firstVersion)
  );
}

function isSameRevision(
  known: RevisionDocument | undefined,
  asked: Pick<RevisionDocument, 'definition' | 'logging'>,
): boolean {
  return (
    known?.definition === asked.definition &&
    JSON.stringify(known.logging) === JSON.stringify(asked.logging)
  );
}
