// DescribeStateMachineForExecution: the machine as it was when the execution began.
import type {
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineForExecutionOutput,
} from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import type { Definition } from '../asl/definition.ts';
import { parseJson } from '../asl/json.ts';
import { executionDoesNotExist } from '../errors.ts';
import { toChildDefinition } from '../executions/execution-facts.ts';
import { loadExecution } from '../lookup.ts';
import { toDefinitionView, toSettings } from '../machines/machine-view.ts';
import { toMapRunArn } from '../map-runs/map-run-document.ts';
import { type Place, toMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOnExecution } from '../permission.ts';
import { type MapRunPart, machineKey, type RevisionDocument, withoutLabel } from '../store.ts';

export function createDescribeStateMachineForExecution(
  parts: Parts,
): Action<DescribeStateMachineForExecutionInput, DescribeStateMachineForExecutionOutput> {
  const { store } = parts;
  return {
    permissions: ({ executionArn }, context) =>
      permitOnExecution(parts, 'DescribeStateMachineForExecution', executionArn, context),
    run: ({ executionArn = '', includedData }, context) => {
      const { execution } = loadExecution(parts, executionArn, context);
      const revision = store.revisions.get(execution.revision);
      if (revision === undefined) throw executionDoesNotExist(executionArn);
      const { machineName, mapRun } = execution;
      const name = withoutLabel(machineName);
      return {
        stateMachineArn: toMachineArn(context, machineName),
        name,
        ...toDefinitionView(
          mapRun === undefined ? revision : toChildRevision(revision, mapRun.scope),
          includedData,
        ),
        ...(mapRun === undefined ? {} : toLabel(context, machineName, mapRun)),
        roleArn: revision.roleArn,
        updateDate: new Date(revision.updatedAt),
        ...toSettings(store.machines.get(machineKey(context.region, name)), revision),
      };
    },
  };
}

/** A map run's execution runs the item processor as its machine. */
function toChildRevision(revision: RevisionDocument, scope: string): RevisionDocument {
  const definition = parseJson(revision.definition) as unknown as Definition;
  const { QueryLanguage: _language, ...processor } = toChildDefinition(definition, scope);
  return { ...revision, definition: JSON.stringify(processor) };
}

function toLabel(place: Place, machineName: string, { key }: MapRunPart) {
  const [, label = ''] = machineName.split('/');
  return { mapRunArn: toMapRunArn(place, key), label };
}
