// The definition under test: a state by itself, or a machine and the name of one of its states.
import type { TestStateInput } from '@aws-sdk/client-sfn';
import { type CheckedDefinition, checkLoneState } from '../asl/check/check-definition.ts';
import { toMessage } from '../asl/check/diagnostic.ts';
import type { State } from '../asl/definition.ts';
import { createMachine, type Machine, stateOf } from '../asl/machine.ts';
import { findPlace, isInside, type Place } from '../asl/test-state/place.ts';
import { createStatesError } from '../errors.ts';
import { argumentsOf, loadIsSupported } from '../integrations/find-integration.ts';
import { loadCheck } from '../machines/machine-input.ts';
import type { Parts } from '../parts.ts';

export interface TestedDefinition {
  readonly machine: Machine;
  /** From the outermost state around the tested one to itself. */
  readonly places: readonly Place[];
  readonly state: State;
}

/** What a state is called that comes without its machine. */
const LONE_STATE = 'TestState';

/** @throws ServiceError InvalidDefinition, ValidationException where the machine has no such state */
export async function readDefinition(
  parts: Parts,
  { definition: text = '', stateName, stateConfiguration }: TestStateInput,
): Promise<TestedDefinition> {
  const { definition, diagnostics } =
    stateName === undefined ? await loadLoneCheck(parts, text) : await loadCheck(parts, text);
  if (definition === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === 'ERROR');
    throw createStatesError('InvalidDefinition', toMessage(errors));
  }
  const places = findPlace(definition, stateName ?? LONE_STATE);
  const tested = places?.at(-1);
  if (places === undefined || tested === undefined) {
    throw createStatesError('ValidationException', 'State not found in definition');
  }
  const cause = stateConfiguration?.errorCausedByState;
  if (cause !== undefined && !isInside(definition, places, cause)) {
    throw createStatesError(
      'ValidationException',
      'The state of stateConfiguration.errorCausedByState is not inside the tested state.',
    );
  }
  const machine = createMachine(definition);
  return { machine, places, state: stateOf(machine, tested) };
}

async function loadLoneCheck(parts: Parts, text: string): Promise<CheckedDefinition> {
  return checkLoneState(text, LONE_STATE, {
    expressions: parts.expressions,
    tasks: { isSupported: await loadIsSupported(text), argumentsOf },
  });
}
