// ValidateStateMachineDefinition: what is wrong, by state and field, and nothing stored.
import type {
  ValidateStateMachineDefinitionInput,
  ValidateStateMachineDefinitionOutput,
} from '@aws-sdk/client-sfn';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { loadCheck } from '../machines/machine-input.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';

const DIAGNOSTICS_MAX = 100;

export function createValidateStateMachineDefinition(
  parts: Parts,
): Action<ValidateStateMachineDefinitionInput, ValidateStateMachineDefinitionOutput> {
  const length = [1, parts.environment.limits.definitionBytesMax] as const;
  const constraints: Constraints = {
    definition: { length, sensitive: true },
    type: { values: ['STANDARD', 'EXPRESS'] },
    severity: { values: ['ERROR', 'WARNING'] },
    maxResults: { range: [0, DIAGNOSTICS_MAX] },
  };
  return {
    permissions: () => permitOn('ValidateStateMachineDefinition', '*'),
    run: async (input) => {
      checkConstraints(constraints, input);
      const { definition = '', maxResults = 0, severity = 'ERROR' } = input;
      const { diagnostics } = await loadCheck(parts, definition, input.type);
      const asked = diagnostics.filter((one) => severity === 'WARNING' || one.severity === 'ERROR');
      const shown = maxResults === 0 ? DIAGNOSTICS_MAX : maxResults;
      return {
        result: diagnostics.some((one) => one.severity === 'ERROR') ? 'FAIL' : 'OK',
        diagnostics: asked.slice(0, shown),
        truncated: asked.length > shown,
      };
    },
  };
}
