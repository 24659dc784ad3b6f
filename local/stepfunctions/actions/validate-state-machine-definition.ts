// ValidateStateMachineDefinition: what is wrong, by state and field, and nothing stored.
import type {
  ValidateStateMachineDefinitionInput,
  ValidateStateMachineDefinitionOutput,
} from '@aws-sdk/client-sfn';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { loadCheck } from '../machines/machine-input.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';

const DIAGNOSTICS_MAX = 100;

export function createValidateStateMachineDefinition(
  parts: Parts,
): Action<ValidateStateMachineDefinitionInput, ValidateStateMachineDefinitionOutput> {
  const length = [1, parts.environment.limits.definitionBytesMax] as const;
  return {
    permissions: () => permitOn('ValidateStateMachineDefinition', '*'),
    run: async (input) => {
      checkConstraints(
        { definition: { length, sensitive: true }, maxResults: { range: [0, DIAGNOSTICS_MAX] } },
        input,
      );
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
