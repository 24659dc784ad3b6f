// What a machine of type EXPRESS may not have (Step Functions guide, "Choosing workflow type").
import type { Diagnostic } from '../asl/check/diagnostic.ts';
import type { Definition, ItemProcessor, State, StateScope } from '../asl/definition.ts';
import { findResource } from '../asl/resource.ts';

/** Of a definition that is good for a STANDARD machine. */
export function listExpressRefusals(definition: Definition): readonly Diagnostic[] {
  return toDiagnostics(listInScope(definition, ''));
}

function toDiagnostics(refusals: readonly Refusal[]): readonly Diagnostic[] {
  return refusals.map(({ what, location }) => ({
    severity: 'ERROR',
    code: 'SCHEMA_VALIDATION_FAILED',
    message: `Express state machine does not support ${what}`,
    location,
  }));
}

/** Of the item processors of a STANDARD machine whose executions are EXPRESS. */
export function listExpressProcessorRefusals(definition: Definition): readonly Diagnostic[] {
  return listProcessors(definition, '').flatMap(({ scope, path }) =>
    toDiagnostics(listInScope(scope, path)),
  );
}

interface Processor {
  readonly scope: StateScope;
  readonly path: string;
}

function listProcessors({ States: states }: StateScope, path: string): readonly Processor[] {
  return Object.entries(states).flatMap(([name, state]) => {
    const place = `${path}/States/${name}`;
    if (state.Type === 'Parallel') {
      return state.Branches.flatMap((branch, index) =>
        listProcessors(branch, `${place}/Branches[${String(index)}]`),
      );
    }
    if (state.Type !== 'Map') return [];
    const { ItemProcessor: scope } = state;
    const own = { scope, path: `${place}/ItemProcessor` };
    return isExpress(scope) ? [own] : listProcessors(scope, own.path);
  });
}

function isExpress({ ProcessorConfig: config }: ItemProcessor): boolean {
  return config?.Mode === 'DISTRIBUTED' && config.ExecutionType === 'EXPRESS';
}

interface Refusal {
  readonly what: string;
  readonly location: string;
}

function listInScope({ States: states }: StateScope, path: string): readonly Refusal[] {
  return Object.entries(states).flatMap(([name, state]) => {
    const place = `${path}/States/${name}`;
    return [...listOwn(state, place), ...listInside(state, place)];
  });
}

function listInside(state: State, place: string): readonly Refusal[] {
  if (state.Type === 'Map') return listInScope(state.ItemProcessor, `${place}/ItemProcessor`);
  if (state.Type !== 'Parallel') return [];
  return state.Branches.flatMap((branch, index) =>
    listInScope(branch, `${place}/Branches[${String(index)}]`),
  );
}

function listOwn(state: State, place: string): readonly Refusal[] {
  if (state.Type === 'Map') {
    const { ProcessorConfig: config } = state.ItemProcessor;
    if (config?.Mode !== 'DISTRIBUTED') return [];
    return [{ what: 'Distributed Map', location: `${place}/ItemProcessor/ProcessorConfig/Mode` }];
  }
  if (state.Type !== 'Task') return [];
  const location = `${place}/Resource`;
  const resource = findResource(state.Resource);
  if (resource?.kind === 'activity') return [{ what: 'Activity ARN', location }];
  if (resource?.kind !== 'integration') return [];
  const pattern = /\.(waitForTaskToken|sync(?::2)?)$/.exec(resource.resource)?.[0];
  return pattern === undefined ? [] : [{ what: `'${pattern}' service integration`, location }];
}
