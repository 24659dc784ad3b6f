// The forward way of CreateStack and UpdateStack: each resource of the template in order, then the outputs.
import { isServiceError } from '../../service-error.ts';
import { currentInputsKey, findInputs, nextInputsKey, putInputs } from '../inputs.ts';
import { type Inputs, type OperationDocument, type StackDocument, stackKey } from '../store.ts';
import { orderResources } from '../template/graph.ts';
import { createScope, type TemplateScope } from '../template/scope.ts';
import { parseTemplate, type Template } from '../template/template.ts';
import { applyResource, type Failure } from './apply-resource.ts';
import {
  endOperation,
  findOperation,
  isThere,
  listResources,
  loadOperation,
  loadStack,
  putOperation,
  type Run,
} from './engine.ts';
import { putStackStatus } from './events.ts';
import { findJournalEntry, putJournalEntry } from './journal.ts';
import { createMade } from './made.ts';
import { checkExports, resolveOutputs } from './outputs.ts';

/** Ends the operation, or leaves it in its next phase: cleanup, or rollback. */
export async function runApply(run: Run): Promise<void> {
  const { engine } = run;
  const operation = loadOperation(run);
  const stack = loadStack(run);
  const inputs = findInputs(engine.store, nextInputsKey(stack));
  if (inputs === undefined) throw new Error(`no inputs for ${run.key}`);
  const template = parseTemplate(inputs.templateBody);
  const imports = new Set<string>();
  // The request has been through the same two, so what they could refuse has been refused.
  const scope = createScope(
    template,
    inputs.parameters,
    { ...stack, accountId: engine.environment.accountId },
    createMade(engine, stack, (name) => imports.add(name)),
  );
  const ordered = orderResources(template, scope);
  for (const resource of ordered) {
    if (findOperation(run)?.thenDelete !== undefined) return;
    const failure = await applyResource(run, resource, scope, operation.tags);
    if (failure !== undefined) {
      failApply(run, operation, toReason(failure));
      return;
    }
  }
  noteRemovals(run, new Set(ordered.map(({ logicalId }) => logicalId)));
  finishApply(run, operation, inputs, template, scope, imports);
}

function toReason({ logicalId, verb }: Failure): string {
  return `The following resource(s) failed to ${verb}: [${logicalId}]. `;
}

/** What the template has no more goes last, when nothing uses it any longer. */
function noteRemovals(run: Run, wanted: ReadonlySet<string>): void {
  for (const before of listResources(run.engine, loadStack(run))) {
    const { logicalId } = before;
    if (wanted.has(logicalId) || !isThere(before)) continue;
    if (findJournalEntry(run, logicalId) === undefined) {
      putJournalEntry(run, { logicalId, action: 'remove', before });
    }
  }
}

function finishApply(
  run: Run,
  operation: OperationDocument,
  inputs: Inputs,
  template: Template,
  scope: TemplateScope,
  imports: ReadonlySet<string>,
): void {
  const { engine } = run;
  const stack = loadStack(run);
  let outputs: StackDocument['outputs'];
  try {
    outputs = resolveOutputs(template, scope);
    checkExports(engine, stack, outputs);
  } catch (error) {
    if (!isServiceError(error)) throw error;
    failApply(run, operation, error.message);
    return;
  }
  const { description: _former, ...rest } = stack;
  const changed: StackDocument = {
    ...rest,
    ...(template.description === undefined ? {} : { description: template.description }),
    outputs,
    imports: [...imports],
    tags: operation.tags,
    capabilities: operation.capabilities,
    ...(operation.roleArn === undefined ? {} : { roleArn: operation.roleArn }),
  };
  engine.store.transaction(() => {
    engine.store.stacks.put(stackKey(stack), changed);
    putInputs(engine.store, currentInputsKey(stack), inputs);
    if (operation.kind === 'create') {
      putStackStatus(engine, changed, { status: 'CREATE_COMPLETE' });
      endOperation(run);
      return;
    }
    putStackStatus(engine, changed, { status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' });
    putOperation(run, { phase: 'cleanup' });
  });
}

function failApply(run: Run, operation: OperationDocument, reason: string): void {
  const { engine } = run;
  const stack = loadStack(run);
  engine.store.transaction(() => {
    if (operation.kind === 'update') {
      putStackStatus(engine, stack, {
        status: 'UPDATE_ROLLBACK_IN_PROGRESS',
        statusReason: reason,
      });
      putOperation(run, { phase: 'rollback' });
    } else if (operation.onFailure === 'DO_NOTHING') {
      putStackStatus(engine, stack, { status: 'CREATE_FAILED', statusReason: reason });
      endOperation(run);
    } else {
      const status =
        operation.onFailure === 'DELETE' ? 'DELETE_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS';
      const statusReason = `${reason}${operation.onFailure === 'DELETE' ? 'Delete' : 'Rollback'} requested by user.`;
      putStackStatus(engine, stack, { status, statusReason });
      putOperation(run, { phase: 'rollback' });
    }
  });
}
