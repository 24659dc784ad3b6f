// Every operation that the endpoint has, with its schemas and how it is spoken to.
import { createManualClock } from '../../../local/clock.ts';
import type { Protocol, Wire } from '../../../local/service.ts';
import { type ServiceParts, serviceCreators } from '../../../local/services.ts';
import { createStore } from '../../../local/store.ts';
import { type OperationModel, parseModel, type ServiceModel } from '../../../local/wire/model.ts';
import { createLoneEnvironment } from '../lone-environment.ts';

export interface FuzzedService {
  readonly name: string;
  readonly wire: Wire;
  readonly model: ServiceModel;
  readonly operations: readonly OperationModel[];
}

export const SERVICE_NAMES = Object.keys(serviceCreators);

export async function loadService(name: string): Promise<FuzzedService> {
  const create = serviceCreators[name];
  if (create === undefined) throw new Error(`There is no service ${name}.`);
  const store = createStore();
  const environment = createLoneEnvironment({
    clock: createManualClock(0),
    store,
    answer: () => undefined,
  });
  const { wire, actions } = create(environment, {} as ServiceParts);
  store.close();
  const model = parseModel(await wire.schemas());
  const operations = [...model.operations.values()].filter((operation) =>
    Object.hasOwn(actions, operation.name),
  );
  return { name, wire, model, operations };
}

export function protocolOf({ wire }: FuzzedService): Protocol {
  const [protocol] = wire.protocols;
  if (protocol === undefined) throw new Error('A service without a protocol.');
  return protocol;
}
