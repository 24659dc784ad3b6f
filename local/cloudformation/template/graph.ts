// The order in which resources are made: what is referred to comes first, and otherwise as the template is written,
// so that the same template always takes the same way.
import { validationError } from '../errors.ts';
import { findReferences } from './references.ts';
import type { TemplateScope } from './scope.ts';
import type { ResourceDeclaration, Template } from './template.ts';
import { isList, isRecord, isText, type Value } from './value.ts';

export interface OrderedResource {
  readonly logicalId: string;
  readonly declaration: ResourceDeclaration;
  readonly dependsOn: readonly string[];
}

/** The resources whose conditions hold, in the order of their making. */
export function orderResources(
  template: Template,
  scope: TemplateScope,
): readonly OrderedResource[] {
  const included = Object.entries(template.resources).filter(([, one]) => scope.includes(one));
  const names = new Set(included.map(([logicalId]) => logicalId));
  const waiting = included.map(([logicalId, declaration]) => ({
    logicalId,
    declaration,
    dependsOn: dependenciesOf(declaration, scope).filter((name) => names.has(name)),
  }));
  const ordered: OrderedResource[] = [];
  const done = new Set<string>();
  while (waiting.length > 0) {
    const index = waiting.findIndex(({ dependsOn }) => dependsOn.every((name) => done.has(name)));
    const [next] = index === -1 ? [] : waiting.splice(index, 1);
    if (next === undefined) {
      const circle = waiting.map(({ logicalId }) => logicalId).join(', ');
      throw validationError(`Circular dependency between resources: [${circle}]`);
    }
    ordered.push(next);
    done.add(next.logicalId);
  }
  return ordered;
}

function dependenciesOf(declaration: ResourceDeclaration, scope: TemplateScope): readonly string[] {
  const chosen = chooseBranches(declaration.properties, scope);
  const referred = findReferences(chosen).map(({ name }) => name);
  return [...new Set([...declaration.dependsOn, ...referred])];
}

/** Only the branch of Fn::If that is taken makes a dependency. */
function chooseBranches(value: Value, scope: TemplateScope): Value {
  if (isList(value)) return value.map((item) => chooseBranches(item, scope));
  if (!isRecord(value)) return value;
  const choice = value['Fn::If'];
  if (isList(choice) && Object.keys(value).length === 1) {
    const [condition, whenTrue = null, whenFalse = null] = choice;
    if (isText(condition)) {
      return chooseBranches(scope.condition(condition) ? whenTrue : whenFalse, scope);
    }
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, chooseBranches(member, scope)]),
  );
}
