// What this folder uses of oidc-provider, which brings no types.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    readonly InitialAccessToken: new (
      properties: Readonly<Record<string, unknown>>,
    ) => {
      save(): Promise<string>;
    };
  }
}
