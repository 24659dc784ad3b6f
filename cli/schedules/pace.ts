// How often the verbs about schedules ask and write in a second, so that rotations and other tools keep their part of the quotas
// (Secrets Manager: TagResource and UntagResource together 50; EventBridge Scheduler: some hundreds of GetSchedule).
export const DESCRIPTIONS = { what: 'secrets', perSecondMax: 100 };
export const SCHEDULES = { what: 'schedules', perSecondMax: 50 };
export const WRITES = { what: 'applied', perSecondMax: 20 };
