// An API key of a service that nobody wrote an adapter for: a recipe says how it is rotated.
import { callService } from '../consumer.ts';
import type { BetterAuthService } from '../services/better-auth.ts';
import type { DemoCredential } from './credential.ts';

export const apiKeySecretId = 'demo/better-auth/api-key';

export async function createApiKey(service: BetterAuthService): Promise<DemoCredential> {
  const key = await service.createFirstKey('demo');
  return {
    title: 'API key of better-auth',
    secretId: apiKeySecretId,
    tags: { 'rekey:target': 'http-api', 'rekey:recipe': 'better-auth-api-key' },
    fields: { baseUrl: service.url, ...key },
    secretFields: ['apiKey'],
    call: async ({ baseUrl, apiKey }) => await callService(String(baseUrl), String(apiKey)),
  };
}
