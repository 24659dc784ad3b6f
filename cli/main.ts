// The entry of the command `rekey`: what the shell gave goes in, an exit code comes out.
import { runProgram } from './program.ts';
import { createWriter } from './writer.ts';

// Its SDK's release runs on this Node, and package-lock.json holds it: nothing that a user could or should act on.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
process.exitCode = await runProgram(process.argv.slice(2), createWriter());
