// A stack's outputs, and what exports forbid: a name twice in a region, and taking away what others import
// (User Guide, "Get exported outputs").
import { templateError, validationError } from '../errors.ts';
import type { StackDocument, StackOutput } from '../store.ts';
import { resolveRequired } from '../template/resolve.ts';
import type { TemplateScope } from '../template/scope.ts';
import type { OutputDeclaration, Template } from '../template/template.ts';
import { isText, type Value } from '../template/value.ts';
import type { Engine } from './engine.ts';
import { listExports } from './made.ts';

export function resolveOutputs(template: Template, scope: TemplateScope): readonly StackOutput[] {
  return Object.entries(template.outputs)
    .filter(([, output]) => scope.includes(output))
    .map(([key, output]) => resolveOutput(key, output, scope));
}

function resolveOutput(key: string, output: OutputDeclaration, scope: TemplateScope): StackOutput {
  const { description, exportName } = output;
  return {
    OutputKey: key,
    OutputValue: toText(key, resolveRequired(output.value, scope, `output ${key}`)),
    ...(description === undefined ? {} : { Description: description }),
    ...(exportName === undefined
      ? {}
      : { ExportName: toText(key, resolveRequired(exportName, scope, `export of ${key}`)) }),
  };
}

function toText(key: string, value: Value): string {
  if (isText(value)) return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw templateError(
    `The Value field of every Outputs member must evaluate to a String (${key}).`,
  );
}

export function checkExports(
  engine: Engine,
  stack: StackDocument,
  outputs: readonly StackOutput[],
): void {
  const others = listExports(engine, stack.region).filter(
    (one) => one.stack.stackId !== stack.stackId,
  );
  const names = outputs.flatMap(({ ExportName }) => ExportName ?? []);
  const taken = others.find(({ name }) => names.includes(name));
  if (taken !== undefined) {
    throw validationError(
      `Export with name ${taken.name} is already exported by stack ${taken.stack.stackName}. Rollback requested by user.`,
    );
  }
  for (const { ExportName, OutputValue } of stack.outputs) {
    const after = outputs.find((output) => output.ExportName === ExportName);
    if (ExportName === undefined || after?.OutputValue === OutputValue) continue;
    const importer = findImporter(engine, stack, ExportName);
    if (importer !== undefined) {
      throw validationError(
        `Export ${ExportName} cannot be ${after === undefined ? 'deleted' : 'updated'} as it is in use by ${importer}`,
      );
    }
  }
}

/** The name of a stack that imports what `stack` exports under `name`. */
export function findImporter(
  engine: Engine,
  stack: StackDocument,
  name: string,
): string | undefined {
  return engine.store.stacks
    .list({ prefix: `${stack.region}/` })
    .map(({ document }) => document)
    .find((other) => other.status !== 'DELETE_COMPLETE' && other.imports.includes(name))?.stackName;
}
