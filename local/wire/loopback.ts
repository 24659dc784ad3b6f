// Only programs on this machine may speak to the endpoint, and no web page through the browser of one:
// a Host that is not loopback is DNS rebinding, an Origin that is not is a foreign page.
import { foreignCaller } from './errors.ts';

/** @throws ServiceError 403 where Host or Origin is not this machine */
export function checkLoopback(headers: Readonly<Record<string, string>>): void {
  const { host, origin } = headers;
  if (host === undefined || !isLoopbackUrl(`http://${host}`)) {
    throw foreignCaller('The Host header must name 127.0.0.1, [::1] or localhost.');
  }
  if (origin !== undefined && !isLoopbackUrl(origin)) {
    throw foreignCaller('The Origin header names a foreign site.');
  }
}

/** Whether the URL is one of this machine's, without user or password. */
export function isLoopbackUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, username, password, protocol } = new URL(url);
  if (username !== '' || password !== '') return false;
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  return (
    hostname === '127.0.0.1' ||
    hostname === '[::1]' ||
    hostname === 'localhost' ||
    hostname.endsWith('.localhost')
  );
}
