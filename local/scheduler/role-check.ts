// A schedule is laid down only with a role that Scheduler may assume.
import type { Environment } from '../service.ts';
import { validationException } from './errors.ts';

export function checkRole({ identity }: Environment, roleArn: string, groupArn: string): void {
  try {
    identity.assumeRole({
      roleArn,
      sessionName: 'check',
      servicePrincipal: 'scheduler.amazonaws.com',
      sourceArn: groupArn,
    });
  } catch (cause) {
    throw validationException(
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
      cause,
    );
  }
}
