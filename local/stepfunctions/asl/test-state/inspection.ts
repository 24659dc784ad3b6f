// What TestState shows of a state's way beyond its output (AWS API reference, InspectionData); texts are JSON.

export interface Inspection {
  afterArguments?: string;
  result?: string;
  variables?: string;
  afterItemSelector?: string;
  afterItemBatcher?: string;
  afterItemsPointer?: string;
  maxConcurrency?: number;
  toleratedFailureCount?: number;
  toleratedFailurePercentage?: number;
  errorDetails?: {
    readonly catchIndex?: number;
    readonly retryIndex?: number;
    readonly retryBackoffIntervalSeconds?: number;
  };
}
