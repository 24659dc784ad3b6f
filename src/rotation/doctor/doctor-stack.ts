// The deployment that the doctor looks at, as commands name it.
import type { ScheduleStack } from '../desired/schedule-settings.ts';

/** The deployed stack, as its outputs name its parts. */
export interface DoctorStack {
  readonly name: string;
  readonly region: string;
  readonly machineArn: string;
  readonly schedules: ScheduleStack;
  readonly noticeTopicArn: string;
  readonly alarmTopicArn: string;
  /** Undefined where an older version of Rekey is deployed. */
  readonly preflightFunctionName?: string;
  readonly nativeRotationFunctionArn?: string;
  readonly evidenceLogGroupName?: string;
}

export interface NetworkFacts {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}
