import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPrivateDirectory } from '../../core/create-directory.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getOwnProcessEnvironment } from '../../core/child-environment.js'
import { HomeError } from '../../core/home-error.js'
import { parseJsonRecord } from '../../core/parse-json-record.js'
import { STUDIO_RECORD_VARIABLE } from '../../core/studio-record.js'
import { getPackagePath } from '../../core/package-path.js'
import { getProcessIdentity, isAlive } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import { readLastLines } from '../../providers/read-last-lines.js'
import { rotateLog } from '../../providers/rotate-log.js'
import { stopProcess } from '../../providers/stop-process.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import { findStudio, getStudioRecordPath, saveStudioRecord } from './studio-record.js'

const PROGRAM = getPackagePath('bin/homemanager.js')
const START_TIMEOUT_MS = 20_000
const POLL_INTERVAL_MS = 25
const STOP_GRACE_MS = 3000
const LOG_TAIL_LINES = 10

/** Studio as a command has started it. */
export interface StartedStudio {
  /** With the token of the run. */
  readonly url: string
  /** Stops it, unless it was running before. */
  stop(): Promise<void>
}

/** Starts Studio in a process that runs until `down`. One that runs already keeps its URL. Throws `STUDIO_START_FAILED`. */
export async function startStudio(config: ResolvedConfig, signal: AbortSignal): Promise<StartedStudio> {
  const { home, project, root } = config
  const running = findStudio(home, 'background')
  if (running !== undefined) return { url: running.url, stop: async () => {} }
  const logFile = join(home, 'logs', 'studio.log')
  createPrivateDirectory(dirname(logFile))
  rotateLog(logFile)
  const log = openSync(logFile, 'a', 0o600)
  // Its output is the URL, which has the token: only this user can read the directory.
  const resultFile = join(home, 'studio.url.json')
  const result = openSync(resultFile, 'w', 0o600)
  const child = spawn(
    process.execPath,
    [PROGRAM, 'studio', '--json', '--no-open', '--project', project, '--cwd', root],
    {
      cwd: '/',
      detached: true,
      stdio: ['ignore', result, log],
      env: {
        ...getOwnProcessEnvironment(),
        [STUDIO_RECORD_VARIABLE]: getStudioRecordPath(home, 'background'),
      },
    },
  )
  closeSync(log)
  closeSync(result)
  let failure: unknown
  child.on('error', (error) => {
    failure = error
  })
  child.unref()
  const identity = child.pid === undefined ? undefined : getProcessIdentity(child.pid)
  const url = identity === undefined ? undefined : await waitForUrl(identity, resultFile, signal)
  rmSync(resultFile, { force: true })
  if (identity !== undefined && url !== undefined) {
    saveStudioRecord(home, 'background', { process: identity, url })
    return { url, stop: async () => void (await stopStudio(home)) }
  }
  if (identity !== undefined) await stopProcess(identity, 'SIGTERM', STOP_GRACE_MS)
  signal.throwIfAborted()
  throw new HomeError(STACK_ERRORS.STUDIO_START_FAILED, {
    message: 'Studio did not start.',
    detail: (await readLastLines(logFile, LOG_TAIL_LINES)).join('\n'),
    suggestion: 'The stack is running. Run homemanager studio to see the error.',
    ...(failure === undefined ? {} : { cause: failure }),
  })
}

/** Undefined if it ends, or does not respond in time. */
async function waitForUrl(
  identity: ProcessIdentity,
  file: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const deadline = performance.now() + START_TIMEOUT_MS
  while (!signal.aborted && performance.now() < deadline) {
    const url = parseJsonRecord(readFileSync(file, 'utf8'))?.['url']
    if (typeof url === 'string') return url
    if (!isAlive(identity)) return undefined
    await sleep(POLL_INTERVAL_MS)
  }
  return undefined
}

/** Resolves to whether it was running. */
export async function stopStudio(home: string): Promise<boolean> {
  const running = findStudio(home, 'background')
  if (running !== undefined) await stopProcess(running.process, 'SIGTERM', STOP_GRACE_MS)
  rmSync(getStudioRecordPath(home, 'background'), { force: true })
  return running !== undefined
}
