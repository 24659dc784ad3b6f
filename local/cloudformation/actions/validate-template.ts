// ValidateTemplate: the template's form, its names and its parameters, with no value of any (API reference).
import type { ValidateTemplateInput, ValidateTemplateOutput } from '@aws-sdk/client-cloudformation';
import type { Action } from '../../service.ts';
import type { Parts } from '../parts.ts';
import { requiredCapabilities } from '../template/capabilities.ts';
import { checkTemplate } from '../template/check.ts';
import { parseDeclarations } from '../template/parameters.ts';
import { parseTemplate } from '../template/template.ts';
import { loadTemplateBody } from '../template-source.ts';

export function createValidateTemplate(
  parts: Parts,
): Action<ValidateTemplateInput, ValidateTemplateOutput> {
  const { engine } = parts;
  return {
    permissions: () => [{ action: 'cloudformation:ValidateTemplate', resource: '*' }],
    run: async (input, context) => {
      const template = parseTemplate(await loadTemplateBody(engine, input, context));
      checkTemplate(template, engine.findProvider);
      const { capabilities, reason } = requiredCapabilities(template);
      return {
        Description: template.description,
        Parameters: Object.entries(parseDeclarations(template.parameters)).map(
          ([name, { defaultValue, noEcho, description }]) => ({
            ParameterKey: name,
            DefaultValue: defaultValue,
            NoEcho: noEcho,
            Description: description,
          }),
        ),
        Capabilities: [...capabilities] as NonNullable<ValidateTemplateOutput['Capabilities']>,
        CapabilitiesReason: reason,
      };
    },
  };
}
