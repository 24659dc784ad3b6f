// A service's model, as its SDK package has it: which actions there are, what they take and give, which errors it knows.
import { type ErrorModel, type OperationModel, parseModel } from '../../wire/model.ts';
import { toMethodName } from './java-names.ts';
import type { SdkService } from './sdk-services.ts';

export interface SdkModel {
  /** By name as in a Resource, such as `getSecretValue`. */
  readonly actions: ReadonlyMap<string, OperationModel>;
  /** By code, in every form in which the endpoint's services throw it. */
  readonly errors: ReadonlyMap<string, ErrorModel>;
}

/** Kept, for the check of a definition looks at it where nothing may be awaited. */
const models = new Map<SdkService['folder'], SdkModel>();

export async function loadSdkModel(service: Pick<SdkService, 'folder' | 'sdk'>): Promise<SdkModel> {
  const known = models.get(service.folder);
  if (known !== undefined) return known;
  const made = toModel((await service.sdk()) as Readonly<Record<string, unknown>>);
  models.set(service.folder, made);
  return made;
}

/** Of a service whose model has been loaded. */
export function findSdkModel({ folder }: Pick<SdkService, 'folder'>): SdkModel | undefined {
  return models.get(folder);
}

function toModel(schemas: Readonly<Record<string, unknown>>): SdkModel {
  const { operations, errors } = parseModel(schemas);
  const byCode = new Map<string, ErrorModel>();
  for (const error of errors.values()) {
    const codes = [error.name, error.name.replace(/Exception$/, ''), error.queryCode];
    for (const code of codes) if (code !== undefined) byCode.set(code, error);
  }
  return {
    actions: new Map(
      [...operations.values()].map((operation) => [toMethodName(operation.name), operation]),
    ),
    errors: byCode,
  };
}
