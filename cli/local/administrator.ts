// Who is in charge of an endpoint that knows its users: as whom one makes the others.

export const ADMINISTRATOR = 'administrator';
/** The profile that SDKs take where nobody names one: the administrator's. */
export const DEFAULT_PROFILE = 'default';
export const ADMINISTRATOR_POLICY = 'arn:aws:iam::aws:policy/AdministratorAccess';
