import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { getPackagePath } from '../../core/package-path.js'
import { readLastLines } from '../../providers/read-last-lines.js'
import { getProcessIdentity } from '../../providers/process-identity.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import type { ServicesRecord } from '../state/stack-state.js'
import type { StartMessage, HostReply } from './host-messages.js'

/** A started host that waits for its word. */
export interface ServiceHost extends AsyncDisposable {
  /** Lets it serve; resolves when it does. After that it lives on by itself. Throws `SERVICES_FAILED`. */
  start(message: Omit<StartMessage, 'type'>, deadline: number): Promise<ServicesRecord>
}

// The compiled file, from the sources as well (tests).
const HOST_PROGRAM = getPackagePath('dist/project/service-host/service-host.js')

/** Starts the background process of the services. Disposing ends it unless it was let go. */
export function spawnServiceHost(home: string): ServiceHost {
  const logFile = join(home, 'logs', 'services.log')
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 })
  const log = openSync(logFile, 'a', 0o600)
  const child = fork(HOST_PROGRAM, [], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...process.env, HOMEMANAGER_HOME: home, HOMEMANAGER_PART: 'services' },
  })
  closeSync(log)
  const identity = child.pid === undefined ? undefined : getProcessIdentity(child.pid)
  const ended = once(child, 'exit').then(() => undefined)
  let free = false
  return {
    async start(message, deadline) {
      child.send({ ...message, type: 'start' })
      const answer = await waitForReply(child, ended, deadline)
      if (
        answer === 'timeout' ||
        answer === undefined ||
        answer.type === 'failed' ||
        identity === undefined
      ) {
        throw await toServicesError(answer, logFile)
      }
      free = true
      child.disconnect()
      child.unref()
      return { process: identity, urls: answer.urls, logFile }
    },
    async [Symbol.asyncDispose]() {
      if (free || child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function waitForReply(
  child: ChildProcess,
  ended: Promise<undefined>,
  deadline: number,
): Promise<HostReply | 'timeout' | undefined> {
  const waiting = new AbortController()
  const timer = setTimeout(() => waiting.abort(), Math.max(0, deadline - performance.now()))
  try {
    const message = once(child, 'message', { signal: waiting.signal }).then(([reply]) => reply as HostReply)
    return await Promise.race([message, ended])
  } catch {
    return 'timeout'
  } finally {
    clearTimeout(timer)
  }
}

async function toServicesError(
  answer: HostReply | 'timeout' | undefined,
  logFile: string,
): Promise<HomeError> {
  if (answer === 'timeout') {
    return new HomeError(STACK_ERRORS.READY_TIMEOUT, {
      message: 'The services did not answer in time.',
      suggestion: 'Run homemanager logs services, or allow more time with --timeout.',
    })
  }
  const said =
    answer?.type === 'failed' ? [answer.message, answer.detail ?? ''] : await readLastLines(logFile, 10)
  return new HomeError(STACK_ERRORS.SERVICES_FAILED, {
    message: 'The services ended while they were starting.',
    detail: said.filter((line) => line !== '').join('\n'),
    suggestion: 'Run homemanager logs services.',
  })
}
