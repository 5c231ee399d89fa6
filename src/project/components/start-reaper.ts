import { type ChildProcess, fork } from 'node:child_process'

/**
 * Starts a process that outlives this one and holds nothing open: it waits on the channel between the two, which closes
 * when this process ends, however that comes.
 */
export function startReaper(program: string): ChildProcess {
  const reaper = fork(program, [], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  })
  reaper.unref()
  reaper.channel?.unref()
  return reaper
}
