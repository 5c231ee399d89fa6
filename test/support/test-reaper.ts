import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface TestReaper {
  /** `pid NUMBER` of a process group, or `directory PATH`. */
  register(line: string): void
  /** Cleans up and resolves when that is complete. */
  stop(): Promise<void>
}

/** Reads what to clean up; at the end of its input, kills the processes and deletes the directories. */
const PROGRAM = `
trap '' INT TERM HUP
pids=; set --
while read -r kind value; do case $kind in pid) pids="$pids $value";; directory) set -- "$@" "$value";; esac; done
for pid in $pids; do kill -KILL "-$pid"; done 2>/dev/null
[ $# -eq 0 ] && exit
for _ in 1 2 3 4 5 6 7 8 9 10; do rm -rf "$@" && break; sleep 0.1; done
`

/**
 * Starts a process in a separate session that cleans up when this process exits, including by Ctrl-C and SIGKILL.
 */
export function startTestReaper(): TestReaper {
  const child = spawn('sh', ['-c', PROGRAM], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  return {
    register(line) {
      child.stdin.write(`${line}\n`)
    },
    async stop() {
      const exited = once(child, 'exit')
      child.stdin.end()
      await exited
    },
  }
}
