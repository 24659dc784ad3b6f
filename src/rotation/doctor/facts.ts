// What the doctor was told, before it judges. A fact that was not asked for is left out; one that could not be had says why.
import type { ScheduleSettings } from '../desired/schedule-settings.ts';
import type { Known } from '../known.ts';
import type { ExecutionState, SecretDescription } from '../ports.ts';
import type { Preflight } from '../preflight.ts';
import type { RunRecord } from '../run-record.ts';
import type { Subscription } from '../watch/ports.ts';
import type { DoctorCommands } from './commands.ts';
import type { DoctorStack, NetworkFacts } from './doctor-stack.ts';

export interface StackFacts {
  readonly stack: DoctorStack;
  readonly commands: DoctorCommands;
  readonly functions: Known<readonly FunctionFacts[]>;
  /** Concurrent executions that the account has left for all functions without a reservation. */
  readonly unreservedConcurrency: Known<number>;
  readonly preflight: Known<Preflight>;
  /** Of the machine's role and the schedules'. */
  readonly rights: Known<readonly RightFacts[]>;
  readonly topics: readonly TopicFacts[];
  readonly alarms: Known<readonly AlarmFacts[]>;
  readonly rules: Known<readonly RuleFacts[]>;
  readonly queues: Known<readonly QueueFacts[]>;
  /** Undefined where there is no such log group. */
  readonly evidence: Known<LogGroupFacts | undefined>;
}

export interface FunctionFacts {
  /** The step, such as `PlanRotation`. */
  readonly step: string;
  readonly name: string;
  readonly roleArn: string;
  readonly runtime: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Lambda's own words, where it says that the function cannot run, such as `Failed: InvalidSubnet`. */
  readonly broken?: string;
  /** Undefined where nothing is reserved. */
  readonly reservedConcurrency?: number;
  readonly network?: NetworkFacts;
}

export interface TopicFacts {
  readonly purpose: 'notices' | 'alarms';
  readonly arn: string;
  readonly subscriptions: Known<readonly Subscription[]>;
}

export interface AlarmFacts {
  readonly name: string;
  readonly description: string;
  /** Undefined where somebody deleted it. */
  readonly state?: string;
  readonly actionsEnabled: boolean;
}

export interface RuleFacts {
  readonly name: string;
  readonly enabled: boolean;
}

export interface QueueFacts {
  readonly name: string;
  readonly url: string;
  /** About. */
  readonly messages: number;
}

export interface LogGroupFacts {
  readonly name: string;
  readonly retentionDays?: number;
}

export interface SecretFacts {
  readonly now: number;
  readonly commands: DoctorCommands;
  readonly stack: DoctorStack;
  readonly description: SecretDescription;
  /** Of every run whose label the secret carries. */
  readonly executions: ReadonlyMap<string, Known<ExecutionState>>;
  /** Undefined where there is none. */
  readonly schedule: Known<ScheduleSettings | undefined>;
  readonly preflight?: Known<Preflight>;
  readonly rights?: Known<readonly RightFacts[]>;
  readonly admin?: Known<SecretDescription>;
  /** Of a key of one's own. */
  readonly key?: Known<KeyFacts>;
  /** Undefined where the evidence knows none. */
  readonly lastRun?: Known<RunRecord | undefined>;
}

/** What IAM says to one call that a role must make. */
export interface RightFacts {
  /** Whose role: a step, `machine` or `schedule`. */
  readonly holder: string;
  readonly roleArn: string;
  readonly action: string;
  readonly resource: string;
  /** What the call is for: `key` is asked with the secret's ARN as encryption context. */
  readonly purpose: 'secret' | 'admin' | 'key' | 'run';
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
}

export interface KeyFacts {
  readonly arn: string;
  readonly keyId: string;
  /** Such as `Enabled` or `PendingDeletion`. */
  readonly state: string;
  readonly isCustomerManaged: boolean;
}
