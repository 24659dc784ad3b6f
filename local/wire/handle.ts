// The way of one request through the wire, from bytes to bytes. Each step is a file of its own and refuses by
// throwing a ServiceError, which the protocol then writes in its own form.
import type { Clock } from '../clock.ts';
import type { Dispatch } from '../dispatch.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { createUuid, type Random } from '../random.ts';
import type { Principal, Service } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { findBodyBytesMax } from './body-limit.ts';
import { checkRequired } from './check-required.ts';
import { describeFault } from './describe-fault.ts';
import { bodyTooLarge, foreignScope, internalFailure, noRoom } from './errors.ts';
import { decodeChunked } from './http/aws-chunked.ts';
import { checkLoopback } from './loopback.ts';
import { toBytes, type WireRequest, type WireResponse } from './message.ts';
import { parseModel, type ServiceModel } from './model.ts';
import { type ParsedRequest, parseRequest } from './request.ts';
import { type Route, routeRequest, toPlainProtocol } from './route.ts';
import { type CredentialScope, findScope } from './scope.ts';

export interface WireOptions {
  readonly services: ReadonlyMap<string, Service>;
  readonly dispatch: Dispatch;
  /** Who signed the request. Throws what AWS answers to a bad signature. */
  readonly authenticate: (request: ParsedRequest, scope: CredentialScope | undefined) => Principal;
  /** Awaited before any answer leaves, reads' and refusals' too: nobody is told what a crash could take back. */
  readonly durable: () => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  readonly log: Log;
}

export type Handle = (request: WireRequest) => Promise<WireResponse>;

const DEFAULT_REGION = 'us-east-1';

/** What is known of a request so far: a refusal is written with as much of it as there is. */
interface Progress {
  readonly requestId: string;
  request?: ParsedRequest;
  route?: Route;
  model?: ServiceModel;
  operation?: string;
  /** The dispatcher has its own line in the log. */
  isDispatched: boolean;
}

export function createWire(options: WireOptions): Handle {
  const loadModel = createModelLoader();
  return async (raw) => {
    const progress: Progress = {
      requestId: createUuid(options.random),
      isDispatched: false,
    };
    const refuse = (error: unknown): WireResponse => writeError(error, progress, options.log);
    const answered = await answer(raw, progress, options, loadModel).catch(refuse);
    const response = await options.durable().then(() => answered, refuse);
    // SDKs set their clocks by it, so that their signatures are good where a test has moved the endpoint's.
    const date = new Date(options.clock.now()).toUTCString();
    return { ...response, headers: { ...response.headers, date } };
  };
}

async function answer(
  raw: WireRequest,
  progress: Progress,
  options: WireOptions,
  loadModel: (service: Service) => Promise<ServiceModel>,
): Promise<WireResponse> {
  checkLoopback(raw.headers);
  const page = findPage(raw, options.services);
  if (page !== undefined) return page;
  const signed = parseRequest(raw);
  progress.request = signed;
  const scope = findScope(signed);
  const route = routeRequest(options.services, signed, scope);
  progress.route = route;
  checkBody(raw, options.limits);
  const { name, service, protocol } = route;
  checkScope(scope, service);
  const model = await loadModel(service);
  progress.model = model;
  const principal = options.authenticate(signed, scope);
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
  const output = await options.dispatch({
    service: name,
    operation: operation.name,
    action,
    input,
    principal,
    region: scope?.region ?? DEFAULT_REGION,
    requestId: progress.requestId,
    ...(raw.signal === undefined ? {} : { signal: raw.signal }),
  });
  return protocol.writeOutput((output ?? {}) as Readonly<Record<string, unknown>>, {
    operation,
    wire: service.wire,
    requestId: progress.requestId,
  });
}

/** Clients are large: each is loaded at the first request to its service, so that the endpoint starts at once. */
function createModelLoader(): (service: Service) => Promise<ServiceModel> {
  const models = new Map<Service, Promise<ServiceModel>>();
  return (service) => {
    const known = models.get(service);
    if (known !== undefined) return known;
    const loading = service.wire.schemas().then(parseModel);
    models.set(service, loading);
    return loading;
  };
}

function writeError(error: unknown, progress: Progress, log: Log): WireResponse {
  const { requestId, request, route, model } = progress;
  const refusal = isServiceError(error) ? error : internalFailure(error);
  if (refusal !== error || !progress.isDispatched) {
    log({
      level: refusal === error ? 'warn' : 'error',
      message: refusal === error ? 'refused' : describeFault(error),
      ...nameCall(progress),
      result: refusal.code,
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

function nameCall({ request, route, operation }: Progress): { readonly call?: string } {
  if (request === undefined || route === undefined) return {};
  return { call: `${route.name}:${operation ?? route.protocol.nameOperation(request)}` };
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

/** What the endpoint tells about itself, at GET /_rekey/…: its health, and the pages of its services. */
function findPage(
  { method, path }: WireRequest,
  services: ReadonlyMap<string, Service>,
): WireResponse | undefined {
  if (method !== 'GET' || !path.startsWith(PAGES)) return undefined;
  const { pathname, searchParams } = new URL(path, 'http://127.0.0.1');
  const name = pathname.slice(PAGES.length);
  if (name === 'health') return toPage({ status: 'ok', services: [...services.keys()] });
  for (const { pages = {} } of services.values()) {
    const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
    if (page !== undefined) return toPage(page(searchParams));
  }
  return undefined;
}

const PAGES = '/_rekey/';

function toPage(content: unknown): WireResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: toBytes(JSON.stringify(content)),
  };
}
