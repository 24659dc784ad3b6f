// Which service and which protocol a request speaks: X-Amz-Target names both, an RPC path too;
// Query and REST calls are told apart by the service in the signature's scope.
import type { Service } from '../service.ts';
import { missingAuthentication, unknownService } from './errors.ts';
import { createAwsJson } from './protocols/aws-json.ts';
import { awsQuery } from './protocols/aws-query.ts';
import type { ServerProtocol } from './protocols/protocol.ts';
import { restJson } from './protocols/rest-json.ts';
import { restXml } from './protocols/rest-xml.ts';
import { findRpcService, rpcV2Cbor } from './protocols/rpc-v2-cbor.ts';
import type { ParsedRequest } from './request.ts';
import type { CredentialScope } from './scope.ts';

export interface Route {
  /** The service's folder name. */
  readonly name: string;
  readonly service: Service;
  readonly protocol: ServerProtocol;
}

/** @throws ServiceError where no service answers to the request */
export type FindRoute = (request: ParsedRequest, scope: CredentialScope | undefined) => Route;

const awsJson1_0 = createAwsJson('1.0');
const awsJson1_1 = createAwsJson('1.1');

export function createRoutes(services: ReadonlyMap<string, Service>): FindRoute {
  const byTarget = new Map<string, Found>();
  const bySigningName = new Map<string, Found>();
  for (const [name, service] of services) {
    const { targetPrefix, signingName } = service.wire;
    const found = { name, service };
    if (targetPrefix !== undefined && !byTarget.has(targetPrefix))
      byTarget.set(targetPrefix, found);
    if (!bySigningName.has(signingName)) bySigningName.set(signingName, found);
  }
  const loadByTarget = (prefix: string): Found => {
    const found = byTarget.get(prefix);
    if (found === undefined) {
      throw unknownService(`No service here answers to the target ${prefix}.`);
    }
    return found;
  };
  return (request, scope) => {
    const target = request.headers['x-amz-target'];
    if (target !== undefined) {
      const { name, service } = loadByTarget(target.slice(0, target.lastIndexOf('.')));
      return { name, service, protocol: toJsonProtocol(request) };
    }
    const rpcService = findRpcService(request);
    if (rpcService !== undefined) {
      return { ...loadByTarget(rpcService), protocol: rpcV2Cbor };
    }
    if (scope === undefined) {
      throw missingAuthentication();
    }
    const found = bySigningName.get(scope.service);
    if (found === undefined) {
      throw unknownService(`The service ${scope.service} is not part of this endpoint.`);
    }
    return { ...found, protocol: toProtocol(found.service, request) };
  };
}

type Found = Omit<Route, 'protocol'>;

/** The protocol that a request without a target speaks to `service`. */
function toProtocol({ wire }: Service, request: ParsedRequest): ServerProtocol {
  if (request.form !== undefined && wire.protocols.includes('awsQuery')) return awsQuery;
  if (wire.protocols.includes('restXml')) return restXml;
  if (wire.protocols.includes('restJson1')) return restJson;
  return wire.protocols.includes('awsQuery') ? awsQuery : toJsonProtocol(request);
}

/** The form of an answer to a request that names no service at all. */
export function toPlainProtocol(request: ParsedRequest | undefined): ServerProtocol {
  if (request === undefined) return awsJson1_0;
  return request.form === undefined ? toJsonProtocol(request) : awsQuery;
}

function toJsonProtocol(request: ParsedRequest): ServerProtocol {
  return request.headers['content-type']?.startsWith('application/x-amz-json-1.1') === true
    ? awsJson1_1
    : awsJson1_0;
}
