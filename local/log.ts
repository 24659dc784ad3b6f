// The endpoint's own log: one line a call or event, a closed list of fields, never a value of the user's.

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  /** What happened, in the endpoint's words. */
  readonly message: string;
  /** `service:Operation`, where a call is meant. */
  readonly call?: string;
  readonly principal?: string;
  /** HTTP status or error code. */
  readonly result?: string;
  readonly milliseconds?: number;
  readonly requestId?: string;
  readonly region?: string;
  /** Of a request that was refused before it was known who calls. */
  readonly accessKeyId?: string;
  /** The name or ARN of what was meant, never its content. */
  readonly resource?: string | undefined;
}

export type Log = (line: LogLine) => void;

export const silentLog: Log = () => {};
