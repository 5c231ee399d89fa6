import { type ChildProcess, fork } from 'node:child_process'
import { getOwnProcessEnvironment } from '../../core/child-environment.js'

/**
 * Starts a process that outlives this one, without keeping this one alive. It waits for the IPC channel to close, which
 * happens whenever this process ends, even if it is killed.
 */
export function startReaper(program: string): ChildProcess {
  const reaper = fork(program, [], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
    env: getOwnProcessEnvironment(),
  })
  reaper.unref()
  reaper.channel?.unref()
  return reaper
}
