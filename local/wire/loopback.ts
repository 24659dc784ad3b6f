// Only programs on this machine may speak to the endpoint, and no web page through the browser of one:
// a Host that is not loopback is DNS rebinding, an Origin that is not is a foreign page. For a picture or a link a
// browser sends no Origin, and any access key in a URL is the account's root; Sec-Fetch-Site and Referer tell those.
import { keepResults } from '../kept-results.ts';
import { foreignCaller } from './errors.ts';

/** @throws ServiceError 403 where Host, or the page that asks, is not this machine's */
export function checkLoopback(headers: Readonly<Record<string, string>>): void {
  const { host, origin, referer, 'sec-fetch-site': site } = headers;
  if (host === undefined || !isLoopbackHost(host)) {
    throw foreignCaller('The Host header must name 127.0.0.1, [::1] or localhost.');
  }
  if (origin !== undefined && !isLoopbackUrl(origin)) {
    throw foreignCaller('The Origin header names a foreign site.');
  }
  if (origin === undefined && (site === 'cross-site' || site === 'same-site')) {
    throw foreignCaller('The request comes from a page of another site.');
  }
  if (referer !== undefined && !isLoopbackUrl(referer)) {
    throw foreignCaller('The Referer header names a foreign site.');
  }
}

const isLoopbackHost = keepResults((host) => isLoopbackUrl(`http://${host}`));

/** Whether the URL is one of this machine's, without user or password. */
export function isLoopbackUrl(url: string): boolean {
  if (USUAL.test(url)) return true; // of nearly every request, and much less work than a URL
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

const USUAL = /^http:\/\/(?:127\.0\.0\.1|localhost)(?::(?:[1-5]?\d{1,4}|6[0-4]\d{3}))?$/u;
