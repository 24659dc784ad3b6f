// What can be said against a template before anything is made: unknown types, and names that lead nowhere.
import { templateError, templateFormatError } from '../errors.ts';
import { parseDeclarations } from './parameters.ts';
import { findReferences, type Reference } from './references.ts';
import { isPseudoParameter } from './scope.ts';
import type { Template } from './template.ts';
import { isList, isRecord, isText, type Value } from './value.ts';

/** What the check must know of a resource type. */
export interface KnownType {
  readonly attributes: readonly string[];
}

export type FindType = (type: string) => KnownType | undefined;

/** @throws ServiceError ValidationError for the first thing that cannot be right */
export function checkTemplate(template: Template, findType: FindType): void {
  checkTypes(template, findType);
  parseDeclarations(template.parameters);
  checkNames(template, 'Resources', resourceReferences(template), findType);
  checkNames(template, 'Outputs', outputReferences(template), findType);
  checkConditionNames(template);
}

function checkTypes(template: Template, findType: FindType): void {
  const types = Object.values(template.resources).map(({ type }) => type);
  const unknown = [...new Set(types)].filter((type) => findType(type) === undefined);
  if (unknown.length > 0) {
    throw templateFormatError(`Unrecognized resource types: [${unknown.join(', ')}]`);
  }
}

function resourceReferences(template: Template): readonly Reference[] {
  return Object.values(template.resources).flatMap(({ properties, dependsOn }) => [
    ...findReferences(properties),
    ...dependsOn.map((name) => ({ name })),
  ]);
}

function outputReferences(template: Template): readonly Reference[] {
  return Object.values(template.outputs).flatMap(({ value, exportName }) => [
    ...findReferences(value),
    ...(exportName === undefined ? [] : findReferences(exportName)),
  ]);
}

function checkNames(
  template: Template,
  block: string,
  references: readonly Reference[],
  findType: FindType,
): void {
  const isKnown = (name: string): boolean =>
    name in template.resources || name in template.parameters || isPseudoParameter(name);
  const unresolved = references
    .filter(({ name, attribute }) => attribute === undefined && !isKnown(name))
    .map(({ name }) => name);
  if (unresolved.length > 0) {
    const names = [...new Set(unresolved)].join(', ');
    throw templateFormatError(
      `Unresolved resource dependencies [${names}] in the ${block} block of the template`,
    );
  }
  for (const { name, attribute } of references) {
    if (attribute !== undefined) checkAttribute(template, name, attribute, findType);
  }
}

function checkAttribute(
  template: Template,
  name: string,
  attribute: string,
  findType: FindType,
): void {
  const resource = template.resources[name];
  if (resource === undefined) {
    throw templateError(`instance of Fn::GetAtt references undefined resource ${name}`);
  }
  if (findType(resource.type)?.attributes.includes(attribute) !== true) {
    throw templateError(
      `resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
    );
  }
}

function checkConditionNames(template: Template): void {
  const resources = Object.values(template.resources);
  const outputs = Object.values(template.outputs);
  const blocks = [
    ['Resources', resources, resources.map(({ properties }) => properties)],
    ['Outputs', outputs, outputs.map(({ value }) => value)],
  ] as const;
  for (const [block, declarations, values] of blocks) {
    const named = declarations.flatMap(({ condition }) => condition ?? []);
    const used = [...named, ...values.flatMap(findConditionNames)];
    const unknown = used.find((name) => !(name in template.conditions));
    if (unknown !== undefined) {
      throw templateFormatError(
        `Unresolved condition dependency ${unknown} in the ${block} block of the template`,
      );
    }
  }
}

/** The first argument of every Fn::If. */
function findConditionNames(value: Value): readonly string[] {
  if (isList(value)) return value.flatMap(findConditionNames);
  if (!isRecord(value)) return [];
  const choice = value['Fn::If'];
  const [condition] = isList(choice) ? choice : [];
  const here = isText(condition) ? [condition] : [];
  return [...here, ...Object.values(value).flatMap(findConditionNames)];
}
