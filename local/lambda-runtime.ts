// The seam between Lambda's control plane and whatever runs the code: worker threads for people,
// functions of the test's own process where a test moves the clock.

export interface LambdaInvocation {
  readonly functionArn: string;
  readonly functionName: string;
  /** As in AWS: `functions/plan-rotation.handler`. */
  readonly handler: string;
  /** Hex SHA-256 of the zip; the code is found by it. */
  readonly codeSha256: string;
  readonly readCode: () => Uint8Array;
  /** Instead of a zip: where on this machine somebody's adapter takes the event. */
  readonly imageUri?: string;
  /** The function's variables plus AWS_REGION, AWS_ENDPOINT_URL and the role's session credentials. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMiB: number;
  /** JSON text. */
  readonly payload: string;
  readonly requestId: string;
  /** One line that the function printed. */
  readonly onLog: (line: string) => void;
}

export type LambdaResult = {
  /** JSON text. */
  readonly payload: string;
  /** For the REPORT line; a runtime that does not measure leaves it out. */
  readonly usage?: LambdaUsage;
} & (
  | { readonly kind: 'returned' }
  /** The handler threw: payload `{"errorType","errorMessage","trace"}`, X-Amz-Function-Error: Unhandled. */
  | { readonly kind: 'threw' }
  /** The timeout passed, or the process died: payload as AWS words it (`Sandbox.Timedout`, `Runtime.ExitError`). */
  | { readonly kind: 'died' }
);

export interface LambdaUsage {
  readonly durationMs: number;
  readonly memoryUsedMiB: number;
  /** Of a cold start only. */
  readonly initMs?: number;
}

export interface LambdaRuntime {
  invoke(invocation: LambdaInvocation): Promise<LambdaResult>;
  /** Ends idle and busy workers. */
  stop(): Promise<void>;
}
