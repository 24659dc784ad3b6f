// The way of one request through the wire, from bytes to bytes. Each step is a file of its own and refuses by
// throwing a ServiceError, which the protocol then writes in its own form.
import type { Clock } from '../clock.ts';
import type { Dispatch } from '../dispatch.ts';
import type { Limits } from '../limits.ts';
import type { Log } from '../log.ts';
import { createUuid, type Random } from '../random.ts';
import type { Principal, Service } from '../service.ts';
import { isServiceError, type ServiceError } from '../service-error.ts';
import { checkRequired } from './check-required.ts';
import { describeFault } from './describe-fault.ts';
import { bodyTooLarge, internalFailure } from './errors.ts';
import { decodeChunked } from './http/aws-chunked.ts';
import { checkLoopback } from './loopback.ts';
import { toBytes, type WireRequest, type WireResponse } from './message.ts';
import { parseModel, type ServiceModel } from './model.ts';
import { createAwsJson } from './protocols/aws-json.ts';
import { type ParsedRequest, parseRequest } from './request.ts';
import { type Route, routeRequest } from './route.ts';
import { type CredentialScope, findScope } from './scope.ts';

export interface WireOptions {
  readonly services: ReadonlyMap<string, Service>;
  readonly dispatch: Dispatch;
  /** Who signed the request. Throws what AWS answers to a bad signature. */
  readonly authenticate: (request: ParsedRequest, scope: CredentialScope | undefined) => Principal;
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
}

export function createWire(options: WireOptions): Handle {
  const loadModel = createModelLoader();
  return async (raw) => {
    const progress: Progress = { requestId: createUuid(options.random) };
    try {
      checkLoopback(raw.headers);
      if (raw.body.length > options.limits.bodyBytesMax) {
        throw bodyTooLarge(options.limits.bodyBytesMax);
      }
      if (isHealthCheck(raw)) return writeHealth(options.services);
      return await answer(raw, progress, options, loadModel);
    } catch (error) {
      return writeError(error, progress, options.log);
    }
  };
}

async function answer(
  raw: WireRequest,
  progress: Progress,
  options: WireOptions,
  loadModel: (service: Service) => Promise<ServiceModel>,
): Promise<WireResponse> {
  const signed = parseRequest(raw);
  progress.request = signed;
  const scope = findScope(signed);
  const route = routeRequest(options.services, signed, scope);
  progress.route = route;
  const { name, service, protocol } = route;
  const model = await loadModel(service);
  progress.model = model;
  const principal = options.authenticate(signed, scope);
  const request = decodeChunked(signed);
  const operation = protocol.findOperation(request, model, service.wire);
  const action = operation === undefined ? undefined : service.actions[operation.name];
  if (operation === undefined || action === undefined) {
    const asked = operation?.name ?? protocol.nameOperation(request);
    options.log({
      level: 'warn',
      message: 'refused: the endpoint has no such operation',
      call: `${name}:${asked}`,
      requestId: progress.requestId,
    });
    throw protocol.unknownOperation(asked, request);
  }
  const input = protocol.readInput(request, operation);
  checkRequired(operation.input, input);
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

const plainProtocol = createAwsJson('1.0');

function writeError(error: unknown, progress: Progress, log: Log): WireResponse {
  const { requestId, request, route, model } = progress;
  const call = route === undefined ? undefined : `${route.name}:${nameOperation(route, request)}`;
  let refusal: ServiceError;
  if (isServiceError(error)) {
    refusal = error;
  } else {
    refusal = internalFailure(error);
    log({
      level: 'error',
      message: describeFault(error),
      requestId,
      ...(call === undefined ? {} : { call }),
    });
  }
  return (route?.protocol ?? plainProtocol).writeError(refusal, {
    model,
    wire: route?.service.wire,
    requestId,
    request,
  });
}

function nameOperation(route: Route, request: ParsedRequest | undefined): string {
  return request === undefined ? '' : route.protocol.nameOperation(request);
}

function isHealthCheck({ method, path }: WireRequest): boolean {
  return method === 'GET' && path === '/_rekey/health';
}

function writeHealth(services: ReadonlyMap<string, Service>): WireResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: toBytes(JSON.stringify({ status: 'ok', services: [...services.keys()] })),
  };
}
