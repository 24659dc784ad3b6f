// The one way to an action, from the wire and from other services alike: permissions, IAM's decision, the action.
// One log line for each.
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { namePrincipal } from './principal.ts';
import { createUuid, type Random } from './random.ts';
import type { AnyAction, Call, CallContext, Permission, Principal, Service } from './service.ts';
import { isServiceError, ServiceError } from './service-error.ts';
import { othersCatchUp } from './side-by-side.ts';

export interface DispatchRequest {
  readonly service: string;
  readonly operation: string;
  readonly action: AnyAction;
  readonly input: unknown;
  readonly principal: Principal;
  readonly region: string;
  readonly requestId: string;
  readonly viaService?: string | undefined;
  /** The caller's, which aborts when it has gone. */
  readonly findSignal?: (() => AbortSignal) | undefined;
}

/** The action's output. Rejects with what refuses. */
export type Dispatch = (request: DispatchRequest) => Promise<unknown>;

export interface DispatchOptions {
  /** Throws AccessDeniedException where `principal` lacks one of them. */
  readonly authorize: (permissions: readonly Permission[], context: CallContext) => void;
  readonly accountId: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when the endpoint stops. */
  readonly stopping: AbortSignal;
}

export function createDispatch(options: DispatchOptions): Dispatch {
  return async (request) => {
    const began = options.clock.now();
    const context = new Context(request, options);
    let resource: string | undefined;
    const finish = (result: string): void => {
      options.log({
        level: 'info',
        message: 'call',
        call: `${request.service}:${request.operation}`,
        principal: namePrincipal(request.principal),
        result,
        milliseconds: options.clock.now() - began,
        requestId: request.requestId,
        region: request.region,
        resource,
      });
    };
    try {
      const permissions = request.action.permissions?.(request.input, context) ?? [];
      resource = permissions.find((permission) => permission.resource !== '*')?.resource;
      options.authorize(permissions, context);
      await othersCatchUp;
      const output: unknown = await request.action.run(request.input, context);
      finish('200');
      return output;
    } catch (error) {
      finish(isServiceError(error) ? error.code : 'fault');
      throw error;
    }
  };
}

/**
 * Joining two signals takes as long as the rest of a call, and few actions wait: it is done when one asks. A class, for a getter in
 * a literal is defined anew with every call.
 */
class Context implements CallContext {
  readonly principal: Principal;
  readonly accountId: string;
  readonly region: string;
  readonly requestId: string;
  readonly viaService: string | undefined;
  readonly #findSignal: DispatchRequest['findSignal'];
  readonly #stopping: AbortSignal;
  #signal: AbortSignal | undefined;

  constructor(request: DispatchRequest, { accountId, stopping }: DispatchOptions) {
    this.principal = request.principal;
    this.accountId = accountId;
    this.region = request.region;
    this.requestId = request.requestId;
    this.viaService = request.viaService;
    this.#findSignal = request.findSignal;
    this.#stopping = stopping;
  }

  get signal(): AbortSignal {
    this.#signal ??=
      this.#findSignal === undefined
        ? this.#stopping
        : AbortSignal.any([this.#findSignal(), this.#stopping]);
    return this.#signal;
  }
}

/** A call that no wire carries: between services, and from tests. It is work, for which a clock that is moved stands still. */
export function createCall(
  services: ReadonlyMap<string, Service>,
  dispatch: Dispatch,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Call {
  const callNow = ({
    service,
    operation,
    input,
    principal,
    region,
    viaService,
    signal,
  }: Parameters<Call>[0]) => {
    const action = services.get(service)?.actions[operation];
    if (action === undefined) {
      throw new ServiceError(
        'UnknownOperationException',
        `The operation ${service}:${operation} is not known here.`,
      );
    }
    const requestId = createUuid(random);
    const findSignal = signal === undefined ? undefined : () => signal;
    return dispatch({
      service,
      operation,
      action,
      input,
      principal,
      region,
      requestId,
      viaService,
      findSignal,
    });
  };
  const { work } = clock;
  return async <Output>(request: Parameters<Call>[0]) =>
    (await (work === undefined
      ? callNow(request)
      : work.during(async () => await callNow(request)))) as Output;
}
