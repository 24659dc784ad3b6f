// The deployed stack as the doctor knows it, from its outputs.
import type { DoctorStack } from '../../src/rotation/doctor/doctor-stack.ts';
import { present } from '../../src/rotation/shape.ts';
import type { ScheduleDesk } from '../schedules/desk.ts';
import type { StackOptions } from '../verbs/stack-options.ts';

/** @throws RotationError InvalidConfiguration where an output is missing that every version has */
export function toDoctorStack(
  { output, findOutput, stack: schedules }: ScheduleDesk,
  { stack: name, region }: StackOptions,
): DoctorStack {
  return {
    name,
    region,
    machineArn: output('StateMachineArn'),
    schedules,
    noticeTopicArn: output('NoticeTopicArn'),
    alarmTopicArn: output('AlarmTopicArn'),
    ...present('preflightFunctionName', findOutput('PreflightFunctionName')),
    ...present('nativeRotationFunctionArn', findOutput('NativeRotationFunctionArn')),
    ...present('evidenceLogGroupName', findOutput('EvidenceLogGroupName')),
  };
}
