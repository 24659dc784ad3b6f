// A host's files over SFTP (draft-ietf-secsh-filexfer-02, and OpenSSH's extensions in its file PROTOCOL): what changing one needs.
import type { SFTPWrapper, Stats } from 'ssh2';
import { isRotationError, RotationError } from '../../rotation/errors.ts';
import { type Call, noAnswer } from './session.ts';

export interface RemoteFile {
  /** One character for each byte. */
  readonly text: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface Files {
  /** The file itself, where a symlink leads to it. @throws RotationError InvalidConfiguration where there is none */
  resolve(path: string): Promise<string>;
  read(path: string): Promise<RemoteFile>;
  /** Writes a new file, all of it on the disk, with the mode and the owner of the one given. */
  create(path: string, file: RemoteFile): Promise<void>;
  /** In one instant, over what is there. */
  replace(path: string, by: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** A symlink that leads nowhere and tells something: made in one instant, or not at all. */
  note(path: string, text: string): Promise<'made' | 'exists'>;
  findNote(path: string): Promise<string | undefined>;
}

/** Of a file with thousands of keys; whatever is longer is no authorized_keys. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;
/** SSH_FX_… of the draft. */
const [NO_SUCH_FILE, PERMISSION_DENIED, FAILURE] = [2, 3, 4];

export async function openFiles(call: Call): Promise<Files> {
  const sftp = await call<SFTPWrapper>((client, done) => {
    client.sftp(done);
  }).catch((error: unknown) => {
    throw isRotationError(error) ? error : noSftp();
  });
  const run = async <Result>(
    doing: string,
    path: string,
    start: (done: (error: Error | null | undefined, result?: Result) => void) => void,
  ): Promise<Result> => {
    try {
      return await call<Result>((_client, done) => {
        start(done);
      });
    } catch (error) {
      throw toRotationError(error, doing, path);
    }
  };
  const withOpen = async <Result>(
    path: string,
    flags: 'r' | 'wx',
    work: (handle: Buffer) => Promise<Result>,
  ): Promise<Result> => {
    const doing = flags === 'r' ? 'read' : 'write';
    const handle = await run<Buffer>(doing, path, (done) => {
      sftp.open(path, flags, 0o600, done);
    });
    const result = await work(handle);
    const closed = run(doing, path, (done) => {
      sftp.close(handle, done);
    });
    // Nothing depends on how closing goes after reading; the host does one thing after the other.
    if (flags === 'wx') await closed;
    else closed.catch(() => undefined);
    return result;
  };

  return {
    resolve: async (path) =>
      await run<string>('find', path, (done) => {
        sftp.realpath(path, done);
      }),
    read: async (path) =>
      await withOpen(path, 'r', async (handle) => {
        const { size, mode, uid, gid } = await run<Stats>('read', path, (done) => {
          sftp.fstat(handle, done);
        });
        if (size > FILE_BYTES_MAX)
          throw failed(`expected at most ${String(FILE_BYTES_MAX)} bytes in`, path);
        const bytes = Buffer.alloc(size);
        for (let position = 0; position < size; ) {
          const from = position;
          position += await run<number>('read', path, (done) => {
            sftp.read(handle, bytes, from, size - from, from, done);
          });
        }
        return { text: bytes.toString('latin1'), mode: mode & 0o7777, uid, gid };
      }),
    create: async (path, { text, mode, uid, gid }) => {
      await withOpen(path, 'wx', async (handle) => {
        const bytes = Buffer.from(text, 'latin1');
        await run('write', path, (done) => {
          sftp.write(handle, bytes, 0, bytes.length, 0, done);
        });
        await run('set owner and mode of', path, (done) => {
          sftp.fsetstat(handle, { mode, uid, gid }, done);
        });
        await run('write', path, (done) => {
          sftp.ext_openssh_fsync(handle, done);
        });
      });
    },
    replace: async (path, by) => {
      await run('replace', path, (done) => {
        sftp.ext_openssh_rename(by, path, done);
      });
    },
    remove: async (path) => {
      await run('remove', path, (done) => {
        sftp.unlink(path, (error) => {
          done(toStatus(error) === NO_SUCH_FILE ? undefined : error);
        });
      });
    },
    note: async (path, text) =>
      await run<'made' | 'exists'>('lock', path, (done) => {
        sftp.symlink(text, path, (error) => {
          if (toStatus(error) === FAILURE) done(undefined, 'exists');
          else done(error, 'made');
        });
      }),
    findNote: async (path) =>
      await run<string | undefined>('lock', path, (done) => {
        sftp.readlink(path, (error, text) => {
          if (toStatus(error) === NO_SUCH_FILE) done(undefined, undefined);
          else done(error, text);
        });
      }),
  };
}

function toStatus(error: unknown): number | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'number' ? code : undefined;
}

/** The status says what is wrong; the host's text is not passed on. */
function toRotationError(error: unknown, doing: string, path: string): RotationError {
  if (isRotationError(error)) return error;
  switch (toStatus(error)) {
    case NO_SUCH_FILE:
      return new RotationError(
        'Rekey.InvalidConfiguration',
        `Expected a file ${path} on the host, found none (option file).`,
      );
    case PERMISSION_DENIED:
      return failed(`the user that logs in may not ${doing}`, path);
    case FAILURE:
      return failed(
        `the host could not ${doing} (a full disk, a quota, a file system that takes no writes)`,
        path,
      );
    case undefined:
      // The driver throws where an extension is missing, and calls back where the channel ends.
      return (error as Error).message.includes('does not support') ? noSftp() : noAnswer('');
    default:
      return failed(`the host refused to ${doing}, SFTP status ${String(toStatus(error))},`, path);
  }
}

function failed(what: string, path: string): RotationError {
  return new RotationError('Rekey.TargetFailed', `SFTP: ${what} ${path}.`);
}

function noSftp(): RotationError {
  return new RotationError(
    'Rekey.TargetFailed',
    'The host opens no SFTP session with posix-rename and fsync for the user that logs in (Subsystem sftp; a key with command= runs its command instead): it needs one, or an admin.',
  );
}
