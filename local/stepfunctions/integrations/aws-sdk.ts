// arn:aws:states:::aws-sdk:<service>:<action>: any call of any service of the endpoint, by the SDK's schemas and in Java's names.
import { checkRequired } from '../../wire/check-required.ts';
import type { OperationModel } from '../../wire/model.ts';
import { listMembers } from '../../wire/shape/kind.ts';
import type { Fields } from '../asl/check/fields.ts';
import type { Json } from '../asl/json.ts';
import { failed, type Integration, type IntegrationCall, succeeded } from './call.ts';
import { namingOf, toFailure } from './error-names.ts';
import { toMemberName } from './java-names.ts';
import { findSdkModel, loadSdkModel } from './sdk-model.ts';
import type { SdkService } from './sdk-services.ts';
import { readInput, writeOutput } from './sdk-shapes.ts';

export function createAwsSdkIntegration(service: SdkService, action: string): Integration {
  const naming = namingOf(service);
  return {
    findFaults: async (given) => {
      const operation = await loadOperation(service, action);
      return operation === undefined ? [] : readInput(operation.input, given).faults;
    },
    run: async (call) => {
      const operation = await loadOperation(service, action);
      if (operation === undefined) {
        return failed('States.Runtime', `The action ${service.name}:${action} is not supported`);
      }
      const { input } = readInput(operation.input, call.arguments);
      const unbound = findUnbound(operation, input);
      if (unbound !== undefined) {
        return failed(`${naming.prefix}.SdkClientException`, `${unbound} cannot be empty.`);
      }
      try {
        const request = fillTokens(operation, input, call);
        checkRequired(operation.input, request);
        const answer = await call.call({
          service: service.folder,
          operation: operation.name,
          input: request,
          principal: call.principal,
          region: call.region,
        });
        return succeeded(writeOutput(operation.output, answer));
      } catch (error) {
        return await toFailure(error, naming, call.requestId);
      }
    },
  };
}

/** The fields of an action whose model is loaded. */
export function findSdkFields(service: SdkService, action: string): Fields | undefined {
  const operation = findSdkModel(service)?.actions.get(action);
  if (operation === undefined || !operation.input.isStructSchema()) return undefined;
  const members = listMembers(operation.input);
  const named = (isRequired: boolean): string[] =>
    members
      .filter((member) => (member.isRequired && !isToken(member)) === isRequired)
      .map(({ name }) => toMemberName(name));
  return { required: named(true), optional: named(false) };
}

async function loadOperation(
  service: SdkService,
  action: string,
): Promise<OperationModel | undefined> {
  return (await loadSdkModel(service)).actions.get(action);
}

type InputMember = ReturnType<typeof listMembers>[number];

function isToken({ schema }: InputMember): boolean {
  return Boolean(schema.getMergedTraits()['idempotencyToken']);
}

/** What makes up the address, without which the SDK sends nothing. */
function findUnbound(operation: OperationModel, input: object): string | undefined {
  if (!operation.input.isStructSchema()) return undefined;
  const values = input as Readonly<Record<string, Json | undefined>>;
  return listMembers(operation.input).find(
    ({ name, schema }) =>
      Boolean(schema.getMergedTraits().httpLabel) &&
      (values[name] === undefined || values[name] === ''),
  )?.name;
}

/** The SDK fills in tokens that make a call idempotent; one for each attempt, so that the same call made again does nothing. */
function fillTokens(
  operation: OperationModel,
  input: Readonly<Record<string, unknown>>,
  { attemptId }: IntegrationCall,
): Record<string, unknown> {
  const filled: Record<string, unknown> = { ...input };
  if (!operation.input.isStructSchema()) return filled;
  for (const member of listMembers(operation.input)) {
    if (isToken(member)) filled[member.name] ??= attemptId;
  }
  return filled;
}
