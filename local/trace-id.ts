// The trace in which a Lambda runs, which its SDK puts into every call's header: so the endpoint knows on behalf of which invocation somebody
// calls (Lambda developer guide, "Defined runtime environment variables": _X_AMZN_TRACE_ID).

/** `Root=1-<8 hex digits>-<24>`, made from the invocation's request id. */
export function toTraceId(requestId: string): string {
  const hex = requestId.replaceAll('-', '');
  return `Root=1-${hex.slice(0, 8)}-${hex.slice(8, 32)}`;
}

/** The root of what a request carries; undefined where it carries none. */
export function findTraceId(headers: Readonly<Record<string, string>>): string | undefined {
  return /Root=[\w-]{1,64}/.exec(headers['x-amzn-trace-id'] ?? '')?.[0];
}
