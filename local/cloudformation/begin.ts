// How stack operations begin: the template is read and checked while the caller waits, then stack, operation and first
// event are written in one go, and the runner takes over.
import { toArn } from '../arn.ts';
import { createUuid } from '../random.ts';
import type { CallContext, Permission } from '../service.ts';
import { operationKey } from './engine/engine.ts';
import { putStackStatus } from './engine/events.ts';
import { validationError } from './errors.ts';
import { currentInputsKey, findInputs, nextInputsKey, putInputs } from './inputs.ts';
import type { Parts } from './parts.ts';
import type { Inputs, OperationDocument, StackDocument, Tag } from './store.ts';
import { checkCapabilities } from './template/capabilities.ts';
import { checkTemplate } from './template/check.ts';
import {
  type GivenParameter,
  parseDeclarations,
  resolveParameters,
} from './template/parameters.ts';
import { parseTemplate, type Template } from './template/template.ts';
import { loadTemplateBody, type TemplateSource } from './template-source.ts';

export interface TemplateRequest extends TemplateSource {
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: GivenParameter[] | undefined;
  readonly Capabilities?: string[] | undefined;
}

/** The template and its parameters, checked as far as they can be before anything is made. */
export async function prepareInputs(
  { engine }: Parts,
  request: TemplateRequest,
  stack: StackDocument | undefined,
  context: CallContext,
): Promise<{ inputs: Inputs; template: Template }> {
  const previous =
    stack === undefined ? undefined : findInputs(engine.store, currentInputsKey(stack));
  if (request.UsePreviousTemplate === true && previous === undefined) {
    throw validationError('Template must be specified: there is no previous one.');
  }
  const templateBody =
    request.UsePreviousTemplate === true && previous !== undefined
      ? previous.templateBody
      : await loadTemplateBody(engine, request, context);
  const template = parseTemplate(templateBody);
  checkTemplate(template, engine.findProvider);
  const parameters = resolveParameters(
    parseDeclarations(template.parameters),
    request.Parameters ?? [],
    previous?.parameters ?? {},
  );
  checkCapabilities(template, request.Capabilities ?? []);
  return { inputs: { templateBody, parameters }, template };
}

/** Whoever gives a service role must be allowed to pass it. */
export function passRolePermission(roleArn: string | undefined): readonly Permission[] {
  return roleArn === undefined
    ? []
    : [
        {
          action: 'iam:PassRole',
          resource: roleArn,
          conditions: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
        },
      ];
}

export interface NewStack {
  readonly stackName: string;
  readonly description?: string | undefined;
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  readonly roleArn?: string | undefined;
  readonly disableRollback: boolean;
  readonly terminationProtection: boolean;
}

export function createStackDocument(
  { engine }: Parts,
  wanted: NewStack,
  { region, accountId }: CallContext,
): StackDocument {
  const { clock, random } = engine.environment;
  const resource = `stack/${wanted.stackName}/${createUuid(random)}`;
  const { description, roleArn, ...rest } = wanted;
  return {
    ...rest,
    ...(description === undefined ? {} : { description }),
    ...(roleArn === undefined ? {} : { roleArn }),
    stackId: toArn({ service: 'cloudformation', region, accountId, resource }),
    region,
    status: '',
    creationTime: clock.now(),
    outputs: [],
    imports: [],
  };
}

/** Writes the operation down and starts it; from here on nothing is lost. */
export function beginOperation(
  { engine, runner }: Parts,
  stack: StackDocument,
  operation: OperationDocument,
  inputs: Inputs | undefined,
): void {
  const { store, environment } = engine;
  store.transaction(() => {
    store.operations.put(operationKey(stack), operation);
    if (inputs !== undefined) putInputs(store, nextInputsKey(stack), inputs);
    putStackStatus(engine, stack, {
      status: `${operation.kind.toUpperCase()}_IN_PROGRESS`,
      statusReason: 'User Initiated',
      ...(operation.kind === 'update' ? { lastUpdatedTime: environment.clock.now() } : {}),
    });
  });
  runner.start(stack);
}
