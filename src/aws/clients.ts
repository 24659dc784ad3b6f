// One configuration for every SDK client: short patience, few tries. The machine's Retry is what waits; a client that waits too
// would eat a step's minute and hide how long a call took. Credentials and AWS_ENDPOINT_URL are the SDK's own business.

/** The first try and two more, for a reset connection is normal (User Guide, "troubleshoot": retry on a new connection). */
const TRIES_MAX = 3;
/** No answer to a SYN in this time means that security groups or routes drop it. */
const CONNECTION_MS_MAX = 3000;
/** Secrets Manager and Step Functions answer within a second. */
const REQUEST_MS_MAX = 10_000;

export interface ClientConfig {
  readonly region: string;
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

export function createClientConfig(region: string): ClientConfig {
  return {
    region,
    maxAttempts: TRIES_MAX,
    requestHandler: {
      connectionTimeout: CONNECTION_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      throwOnRequestTimeout: true, // else the SDK only warns
    },
  };
}
