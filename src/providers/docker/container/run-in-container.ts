import type { DaemonAddress } from '../daemon/daemon-address.js'
import { openDaemonStream, requestDaemon } from '../daemon/daemon-request.js'

/**
 * Runs a shell command in a running container; resolves to whether it has succeeded (Engine API, "Exec"). The environment
 * does not appear in the list of processes.
 */
export async function runInContainer(
  daemon: DaemonAddress,
  container: string,
  command: string,
  environment: Readonly<Record<string, string>>,
): Promise<boolean> {
  const created = await requestDaemon<{ readonly Id: string }>(daemon, {
    method: 'POST',
    path: `/containers/${container}/exec`,
    body: {
      AttachStdout: true,
      AttachStderr: true,
      Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      Cmd: ['/bin/sh', '-c', command],
    },
  })
  if (created === undefined) return false
  // The output ends when the command does.
  const output = await openDaemonStream(daemon, {
    method: 'POST',
    path: `/exec/${created.Id}/start`,
    body: { Detach: false, Tty: false },
  })
  await output.toArray()
  const { ExitCode } =
    (await requestDaemon<{ readonly ExitCode: number | null }>(daemon, {
      path: `/exec/${created.Id}/json`,
    })) ?? {}
  return ExitCode === 0
}
