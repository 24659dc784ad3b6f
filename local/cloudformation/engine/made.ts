// What Ref, Fn::GetAtt and Fn::ImportValue find: the stack's resources as they stand, and other stacks' exports.
import { templateError, validationError } from '../errors.ts';
import type { ResourceDocument, StackDocument, StackOutput } from '../store.ts';
import { partsPrefix } from '../store.ts';
import type { Made } from '../template/scope.ts';
import { type Engine, isThere, openValues } from './engine.ts';

export interface Export {
  readonly name: string;
  readonly value: string;
  readonly stack: StackDocument;
}

export function listExports(engine: Engine, region: string): readonly Export[] {
  return engine.store.stacks
    .list({ prefix: `${region}/` })
    .filter(({ document }) => document.status !== 'DELETE_COMPLETE')
    .flatMap(({ document }) => document.outputs.flatMap((output) => toExport(document, output)))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function toExport(stack: StackDocument, output: StackOutput): Export[] {
  return output.ExportName === undefined
    ? []
    : [{ name: output.ExportName, value: output.OutputValue, stack }];
}

/** @param onImport is told every name that is imported */
export function createMade(
  engine: Engine,
  stack: StackDocument,
  onImport: (name: string) => void,
): Made {
  const find = (logicalId: string): ResourceDocument => {
    const resource = engine.store.resources.get(`${partsPrefix(stack)}${logicalId}`);
    if (resource === undefined || !isThere(resource)) {
      throw templateError(`Unresolved resource dependencies [${logicalId}]`);
    }
    return resource;
  };
  return {
    ref: (logicalId) => find(logicalId).physicalId ?? '',
    getAtt: (logicalId, attribute) => {
      const value = openValues(engine, stack, find(logicalId)).attributes[attribute];
      if (value === undefined) {
        throw templateError(
          `resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`,
        );
      }
      return value;
    },
    importValue: (name) => {
      onImport(name);
      const found = listExports(engine, stack.region).find((one) => one.name === name);
      if (found === undefined) throw validationError(`No export named ${name} found.`);
      return found.value;
    },
  };
}
