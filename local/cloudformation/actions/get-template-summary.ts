// GetTemplateSummary: parameters, types and needed capabilities of a template, or of a stack's (API reference).
import type {
  GetTemplateSummaryInput,
  GetTemplateSummaryOutput,
} from '@aws-sdk/client-cloudformation';
import type { Action, CallContext } from '../../service.ts';
import { currentInputsKey, findInputs } from '../inputs.ts';
import { loadStackWithId, type Parts, refuseMembers, stackPermission } from '../parts.ts';
import { requiredCapabilities } from '../template/capabilities.ts';
import { parseDeclarations } from '../template/parameters.ts';
import { parseTemplate } from '../template/template.ts';
import { loadTemplateBody } from '../template-source.ts';

export function createGetTemplateSummary(
  parts: Parts,
): Action<GetTemplateSummaryInput, GetTemplateSummaryOutput> {
  const { engine } = parts;
  const loadBody = async (
    input: GetTemplateSummaryInput,
    context: CallContext,
  ): Promise<string> => {
    if (input.StackName === undefined) return await loadTemplateBody(engine, input, context);
    const stack = loadStackWithId(parts, context.region, input.StackName);
    return findInputs(engine.store, currentInputsKey(stack))?.templateBody ?? '';
  };
  return {
    permissions: (input, context) =>
      input.StackName === undefined
        ? [{ action: 'cloudformation:GetTemplateSummary', resource: '*' }]
        : stackPermission(parts, 'GetTemplateSummary', input.StackName, context),
    run: async (input, context) => {
      refuseMembers(input, ['StackSetName', 'TemplateSummaryConfig']);
      const template = parseTemplate(await loadBody(input, context));
      const { capabilities, reason } = requiredCapabilities(template);
      const types = Object.values(template.resources).map(({ type }) => type);
      return {
        Description: template.description,
        Version: '2010-09-09',
        Metadata: template.metadata === undefined ? undefined : JSON.stringify(template.metadata),
        ResourceTypes: [...new Set(types)],
        Capabilities: [...capabilities] as NonNullable<GetTemplateSummaryOutput['Capabilities']>,
        CapabilitiesReason: reason,
        Parameters: Object.entries(parseDeclarations(template.parameters)).map(
          ([name, declaration]) => ({
            ParameterKey: name,
            DefaultValue: declaration.defaultValue,
            ParameterType: declaration.type,
            NoEcho: declaration.noEcho,
            Description: declaration.description,
            ParameterConstraints:
              declaration.allowedValues === undefined
                ? undefined
                : { AllowedValues: [...declaration.allowedValues] },
          }),
        ),
      };
    },
  };
}
