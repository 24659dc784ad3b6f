// Task tokens: who holds one may end the Task that waits for it (AWS documentation, "Wait for a Callback with Task Token"). A token
// says where its Task stands, so that none is kept besides the position; its random part makes it worth something.
import type { Chance } from './surroundings.ts';

const SUFFIX = '.waitForTaskToken';
const NONCE_BYTES = 24;

export interface TokenPlace {
  readonly executionArn: string;
  readonly threadId: string;
}

/** Whether a Resource waits for somebody to send its token back. */
export function awaitsToken(resource: string): boolean {
  return resource.endsWith(SUFFIX);
}

/** The integration alone. */
export function withoutPattern(resource: string): string {
  return awaitsToken(resource) ? resource.slice(0, -SUFFIX.length) : resource;
}

export function createTaskToken({ executionArn, threadId }: TokenPlace, chance: Chance): string {
  const nonce = btoa(String.fromCharCode(...chance(NONCE_BYTES)));
  return btoa(encodeURIComponent(JSON.stringify([executionArn, threadId, nonce])));
}

/** @returns undefined where it is no token of this engine */
export function findTokenPlace(token: string): TokenPlace | undefined {
  try {
    const parts: unknown = JSON.parse(decodeURIComponent(atob(token)));
    if (!Array.isArray(parts) || parts.length !== 3) return undefined;
    const [executionArn, threadId, nonce] = parts as readonly unknown[];
    const isToken =
      typeof executionArn === 'string' && typeof threadId === 'string' && typeof nonce === 'string';
    return isToken ? { executionArn, threadId } : undefined;
  } catch {
    return undefined;
  }
}
