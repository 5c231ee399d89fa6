import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface TestReaper {
  /** `pid NUMBER` of a process group, or `folder PATH`. */
  register(line: string): void
  /** Cleans up now, and resolves when all is gone. */
  stop(): Promise<void>
}

/** Reads what it is told; when its input ends, it ends the processes and removes the folders. */
const PROGRAM = `
trap '' INT TERM HUP
pids=; set --
while read -r kind value; do case $kind in pid) pids="$pids $value";; folder) set -- "$@" "$value";; esac; done
for pid in $pids; do kill -KILL "-$pid"; done 2>/dev/null
[ $# -eq 0 ] && exit
for _ in 1 2 3 4 5 6 7 8 9 10; do rm -rf "$@" && break; sleep 0.1; done
`

/**
 * A small process in a session of its own that cleans up when this one is gone, however it went: at the end, by
 * Ctrl-C, by a kill -9.
 */
export function startTestReaper(): TestReaper {
  const child = spawn('sh', ['-c', PROGRAM], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  return {
    register(line) {
      child.stdin.write(`${line}\n`)
    },
    async stop() {
      const gone = once(child, 'exit')
      child.stdin.end()
      await gone
    },
  }
}
