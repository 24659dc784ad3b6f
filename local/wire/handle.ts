// The way of one request through the wire, from bytes to bytes. Each step is a file of its own and refuses by
// throwing a ServiceError, which the protocol then writes in its own form.
import type { Clock } from '../clock.ts';
import type { Dispatch } from '../dispatch.ts';
import type { Limits } from '../limits.ts';
import type { Log, LogLine } from '../log.ts';
import { namePrincipal } from '../principal.ts';
import { createUuid, type Random } from '../random.ts';
import type { AnyAction, Principal, Service } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { othersCatchUp } from '../side-by-side.ts';
import { findBodyBytesMax } from './body-limit.ts';
import { checkRequired } from './check-required.ts';
import { describeFault } from './describe-fault.ts';
import { bodyTooLarge, foreignScope, internalFailure, noRoom } from './errors.ts';
import { decodeChunked } from './http/aws-chunked.ts';
import { checkLoopback } from './loopback.ts';
import type { WireRequest, WireResponse } from './message.ts';
import { type OperationModel, parseModel, type ServiceModel } from './model.ts';
import { findPage, type Pages } from './pages.ts';
import { type ParsedRequest, parseRequest, toUnparsed } from './request.ts';
import { createRoutes, type FindRoute, type Route, toPlainProtocol } from './route.ts';
import { type CredentialScope, findScope } from './scope.ts';

export interface WireOptions {
  readonly services: ReadonlyMap<string, Service>;
  readonly dispatch: Dispatch;
  /** Who signed the request. Throws what AWS answers to a bad signature. */
  readonly authenticate: (request: ParsedRequest, scope: CredentialScope | undefined) => Principal;
  /** Awaited before any answer leaves, reads' and refusals' too: nobody is told what a crash could take back. */
  readonly durable: () => Promise<void> | undefined;
  /** At GET /_rekey/<name>. */
  readonly pages: Pages;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  readonly log: Log;
}

/** Never rejects. */
export type Handle = (request: WireRequest) => Promise<WireResponse>;

const DEFAULT_REGION = 'us-east-1';

/** What is known of a request so far: a refusal is written with as much of it as there is. */
interface Progress {
  readonly requestId: string;
  readonly began: number;
  raw: WireRequest | undefined;
  request: ParsedRequest | undefined;
  scope: CredentialScope | undefined;
  /** Undefined as long as the signature has not been checked. */
  principal: Principal | undefined;
  route: Route | undefined;
  model: ServiceModel | undefined;
  operation: string | undefined;
  /** The dispatcher has its own line in the log. */
  isDispatched: boolean;
}

interface Parts extends WireOptions {
  readonly findRoute: FindRoute;
  readonly loadModel: (service: Service) => ServiceModel | Promise<ServiceModel>;
}

export function createWire(options: WireOptions): Handle {
  const findRoute = createRoutes(options.services);
  const parts: Parts = { ...options, findRoute, loadModel: createModelLoader() };
  const toDate = createDateHeader();
  // SDKs set their clocks by it, so that their signatures are good where a test has moved the endpoint's.
  const date = (response: WireResponse): WireResponse => {
    response.headers['date'] = toDate(options.clock.now());
    return response;
  };
  return async (raw) => {
    const progress = begin(options);
    const refuse = (error: unknown) => writeError(error, progress, options);
    let response: WireResponse;
    try {
      response = await answer(raw, progress, parts);
    } catch (error) {
      response = refuse(error);
    }
    try {
      await options.durable();
    } catch (error) {
      response = refuse(error);
    }
    return date(response);
  };
}

function begin({ random, clock }: WireOptions): Progress {
  return {
    requestId: createUuid(random),
    began: clock.now(),
    raw: undefined,
    request: undefined,
    scope: undefined,
    principal: undefined,
    route: undefined,
    model: undefined,
    operation: undefined,
    isDispatched: false,
  };
}

async function answer(
  raw: WireRequest,
  progress: Progress,
  { findRoute, limits, pages, loadModel, authenticate, dispatch }: Parts,
): Promise<WireResponse> {
  checkLoopback(raw.headers);
  const page = findPage(raw, pages);
  if (page !== undefined) return page;
  progress.raw = raw;
  const signed = parseRequest(raw);
  progress.request = signed;
  const scope = findScope(signed);
  progress.scope = scope;
  const route = findRoute(signed, scope);
  progress.route = route;
  checkBody(raw, limits);
  checkScope(scope, route.service);
  const model = await loadModel(route.service);
  progress.model = model;
  const principal = authenticate(signed, scope);
  progress.principal = principal;
  await othersCatchUp;
  const { name: service, protocol } = route;
  const { operation, action, input } = readCall(signed, route, model, progress);
  await othersCatchUp;
  const { requestId } = progress;
  const output = await dispatch({
    service,
    operation: operation.name,
    action,
    input,
    principal,
    region: scope?.region ?? DEFAULT_REGION,
    requestId,
    findSignal: raw.findSignal,
  });
  return protocol.writeOutput((output ?? {}) as Readonly<Record<string, unknown>>, {
    operation,
    wire: route.service.wire,
    requestId,
  });
}

interface CalledAction {
  readonly operation: OperationModel;
  readonly action: AnyAction;
  readonly input: unknown;
}

function readCall(
  signed: ParsedRequest,
  { service, protocol }: Route,
  model: ServiceModel,
  progress: Progress,
): CalledAction {
  const request = decodeChunked(signed);
  const operation = protocol.findOperation(request, model, service.wire);
  const action = operation === undefined ? undefined : service.actions[operation.name];
  if (operation === undefined || action === undefined) {
    const asked = operation?.name ?? protocol.nameOperation(request);
    progress.operation = asked;
    throw protocol.unknownOperation(asked, request, operation !== undefined);
  }
  const input = protocol.readInput(request, operation);
  checkRequired(operation.input, input);
  progress.operation = operation.name;
  progress.isDispatched = true;
  return { operation, action, input };
}

/** The same text for all answers of one second. */
function createDateHeader(): (now: number) => string {
  let second = Number.NaN;
  let text = '';
  return (now) => {
    const current = Math.floor(now / 1000);
    if (current !== second) text = new Date(now).toUTCString();
    second = current;
    return text;
  };
}

/** Clients are large: each is loaded at the first request to its service, so that the endpoint starts at once. */
function createModelLoader(): (service: Service) => ServiceModel | Promise<ServiceModel> {
  const models = new Map<Service, ServiceModel | Promise<ServiceModel>>();
  return (service) => {
    const known = models.get(service);
    if (known !== undefined) return known;
    const loading = service.wire.schemas().then((schemas) => {
      const model = parseModel(schemas);
      models.set(service, model);
      return model;
    });
    models.set(service, loading);
    return loading;
  };
}

function writeError(error: unknown, progress: Progress, { log, clock }: WireOptions): WireResponse {
  const { requestId, raw, route, model } = progress;
  const request = progress.request ?? (raw === undefined ? undefined : toUnparsed(raw));
  const refusal = isServiceError(error) ? error : internalFailure(error);
  if (refusal !== error || !progress.isDispatched) {
    log({
      level: refusal === error ? 'warn' : 'error',
      message: refusal === error ? 'refused' : describeFault(error),
      ...nameCall(request, progress),
      ...nameCaller(progress),
      result: refusal.code,
      milliseconds: clock.now() - progress.began,
      requestId,
    });
  }
  return (route?.protocol ?? toPlainProtocol(request)).writeError(refusal, {
    model,
    wire: route?.service.wire,
    requestId,
    request,
  });
}

function nameCall(
  request: ParsedRequest | undefined,
  { route, operation }: Progress,
): { readonly call?: string } {
  if (request === undefined || route === undefined) return {};
  return { call: `${route.name}:${operation ?? route.protocol.nameOperation(request)}` };
}

/** Before the signature has been checked a key's id is all that is known, and only if it looks like one. */
function nameCaller({
  scope,
  principal,
}: Progress): Pick<LogLine, 'region' | 'principal' | 'accessKeyId'> {
  if (scope === undefined) return {};
  const { region, accessKeyId } = scope;
  if (principal !== undefined) return { region, principal: namePrincipal(principal) };
  return /^\w{16,128}$/u.test(accessKeyId) ? { region, accessKeyId } : { region };
}

function checkBody({ body, unread, headers }: WireRequest, limits: Limits): void {
  if (unread === 'no room') throw noRoom();
  const bytesMax = findBodyBytesMax(headers, limits);
  if (unread === 'too large' || body.length > bytesMax) throw bodyTooLarge(bytesMax);
}

function checkScope(scope: CredentialScope | undefined, { wire }: Service): void {
  if (scope === undefined || scope.service === wire.signingName) return;
  throw foreignScope(wire.signingName);
}
