// Templates that make IAM resources need the caller's word for it (API reference, CreateStack, Capabilities).
import { capabilitiesMissing } from '../errors.ts';
import type { Template } from './template.ts';

/** IAM types, each with the property that names the resource. */
const IAM_NAMES: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
};
const IAM_UNNAMED = ['AWS::IAM::AccessKey', 'AWS::IAM::Policy', 'AWS::IAM::UserToGroupAddition'];

export interface RequiredCapabilities {
  readonly capabilities: readonly string[];
  readonly reason?: string;
}

export function requiredCapabilities(template: Template): RequiredCapabilities {
  const types = new Set<string>();
  let named = false;
  for (const { type, properties } of Object.values(template.resources)) {
    const nameProperty = IAM_NAMES[type];
    if (nameProperty === undefined && !IAM_UNNAMED.includes(type)) continue;
    types.add(type);
    if (nameProperty !== undefined && nameProperty in properties) named = true;
  }
  if (types.size === 0) return { capabilities: [] };
  return {
    capabilities: [named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'],
    reason: `The following resource(s) require capabilities: [${[...types].join(', ')}]`,
  };
}

export function checkCapabilities(template: Template, given: readonly string[]): void {
  const { capabilities } = requiredCapabilities(template);
  const missing = capabilities.filter(
    (capability) => !given.includes(capability) && !given.includes('CAPABILITY_NAMED_IAM'),
  );
  if (missing.length > 0) throw capabilitiesMissing(missing);
}
