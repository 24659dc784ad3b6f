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

export type LambdaResult =
  | { readonly kind: 'returned'; readonly payload: string }
  /** The handler threw: JSON text `{"errorType","errorMessage","trace"}`, X-Amz-Function-Error: Unhandled. */
  | { readonly kind: 'threw'; readonly payload: string }
  /** The timeout passed, or the process died: payload as AWS words it (`Sandbox.Timedout`, `Runtime.ExitError`). */
  | { readonly kind: 'died'; readonly payload: string };

export interface LambdaRuntime {
  invoke(invocation: LambdaInvocation): Promise<LambdaResult>;
  /** Ends idle and busy workers. */
  stop(): Promise<void>;
}
