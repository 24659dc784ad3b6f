// What the names of a template mean: pseudo parameters, parameters, mappings and conditions; resources are the caller's.
import { templateError, templateFormatError } from '../errors.ts';
import { evaluateConditions } from './conditions.ts';
import { parseDeclarations, toParameterValue } from './parameters.ts';
import type { Scope } from './resolve.ts';
import type { Template } from './template.ts';
import { isList, isRecord, isText, type Value } from './value.ts';

/** The pseudo parameters of a stack. */
export interface StackFacts {
  readonly stackId: string;
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
}

/** Lookups of what exists beside the template: resources that are made, and exports of other stacks. */
export interface Made {
  readonly ref: (logicalId: string) => Value;
  readonly getAtt: (logicalId: string, attribute: string) => Value;
  readonly importValue: (name: string) => Value;
}

export interface TemplateScope extends Scope {
  /** False for a resource or output whose condition does not hold. */
  readonly includes: (declaration: { readonly condition?: string }) => boolean;
}

const NO_VALUE = 'AWS::NoValue';

export function isPseudoParameter(name: string): boolean {
  return name.startsWith('AWS::') && (name === NO_VALUE || name in pseudoParameters(NO_STACK));
}

const NO_STACK: StackFacts = { stackId: '', stackName: '', region: '', accountId: '' };

function pseudoParameters(stack: StackFacts): Readonly<Record<string, Value>> {
  return {
    'AWS::AccountId': stack.accountId,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': stack.region,
    'AWS::StackId': stack.stackId,
    'AWS::StackName': stack.stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}

export function createScope(
  template: Template,
  parameters: Readonly<Record<string, string>>,
  stack: StackFacts,
  made: Made,
): TemplateScope {
  const declarations = parseDeclarations(template.parameters);
  const pseudo = pseudoParameters(stack);

  const ref = (name: string): Value | undefined => {
    if (name === NO_VALUE) return undefined;
    const declaration = declarations[name];
    if (declaration !== undefined) return toParameterValue(declaration, parameters[name] ?? '');
    return pseudo[name] ?? made.ref(name);
  };
  const findInMap = (map: string, first: string, second: string): Value | undefined => {
    const mapping = template.mappings[map];
    if (!isRecord(mapping)) {
      throw templateError(
        `Mapping named '${map}' is not present in the 'Mappings' section of template.`,
      );
    }
    const row = mapping[first];
    const found = isRecord(row) ? row[second] : undefined;
    return isText(found) || isList(found) || !isRecord(found) ? found : undefined;
  };

  const conditions = evaluateConditions(template.conditions, {
    ref: (name) => (name in template.resources ? refuseResource(name) : ref(name)),
    getAtt: refuseResource,
    findInMap,
    condition: () => false,
    importValue: refuseResource,
  });
  const condition = (name: string): boolean => {
    const holds = conditions[name];
    if (holds === undefined) {
      throw templateFormatError(
        `Unresolved condition dependency ${name} in the Resources block of the template`,
      );
    }
    return holds;
  };
  return {
    ref,
    getAtt: made.getAtt,
    findInMap,
    condition,
    importValue: made.importValue,
    includes: (declaration) =>
      declaration.condition === undefined || condition(declaration.condition),
  };
}

function refuseResource(name: string): never {
  throw templateFormatError(
    `Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
  );
}
