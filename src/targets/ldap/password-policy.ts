// The control by which a directory says what its password policy thinks of a login or of a new password. A server that does not know it
// ignores it. draft-behera-ldap-password-policy-11, sections 6.1 and 6.2
import type { BerReader, Control } from 'ldapts';

const OID = '1.3.6.1.4.1.42.2.27.8.5.1';
const ERROR_TAG = 0x81;

export interface PolicyControl extends Control {
  /** What the last answer said, by the draft's number. */
  error: number | undefined;
}

/** @param Base the driver's class, which is loaded late */
export function createPolicyControl(Base: typeof Control): PolicyControl {
  class PasswordPolicyControl extends Base {
    error: number | undefined;

    override parseControl(reader: BerReader): void {
      if (reader.readSequence() === null) return;
      for (let tag = reader.peek(); tag !== null; tag = reader.peek()) {
        const content = reader.readString(tag, true);
        if (content === null) return;
        if (tag === ERROR_TAG) this.error = content[0];
      }
    }
  }
  return new PasswordPolicyControl(OID);
}
