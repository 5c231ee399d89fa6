import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createPrivateDirectory } from '../../core/create-directory.js'
import { getOwnProcessEnvironment } from '../../core/child-environment.js'
import { HomeError } from '../../core/home-error.js'
import { SERVICES_ERRORS } from '../../app/services/services-errors.js'
import { getPackagePath } from '../../core/package-path.js'
import { readLastLines } from '../../providers/read-last-lines.js'
import { rotateLog } from '../../providers/rotate-log.js'
import { getProcessIdentity } from '../../providers/process-identity.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { ServicesRecord } from '../state/stack-state.js'
import type { StartMessage, HostReply } from './host-messages.js'

/** A started host that waits for the start message. */
export interface ServiceHost extends AsyncDisposable {
  /**
   * Starts the services and resolves once they are ready. Afterwards, a background host runs on its own. Throws
   * `SERVICE_PORT_IN_USE`, `SERVICES_FAILED` and `READY_TIMEOUT`.
   */
  start(message: Omit<StartMessage, 'type'>, options: ServiceStartOptions): Promise<ServicesRecord>
}

export interface ServiceStartOptions {
  /** `performance.now()` at which to time out. */
  readonly deadline: number
  /** When aborted, a background host is no longer waited for. */
  readonly signal: AbortSignal
}

// The compiled file, even when running from the sources, as tests do.
const HOST_PROGRAM = getPackagePath('dist/bundle/service-host.cjs')

/** Starts the background process of the services. Disposing kills it unless `start` succeeded. */
export function spawnServiceHost(home: string): ServiceHost {
  const logFile = join(home, 'logs', 'services.log')
  createPrivateDirectory(dirname(logFile))
  rotateLog(logFile)
  const log = openSync(logFile, 'a', 0o600)
  const child = fork(HOST_PROGRAM, [], {
    cwd: home,
    detached: true,
    execArgv: [],
    stdio: ['ignore', log, log, 'ipc'],
    env: {
      ...getOwnProcessEnvironment(),
      HOMEMANAGER_HOME: home,
      HOMEMANAGER_PART: 'services',
      // One heap for all threads: the C library keeps one per thread, each with memory that is free.
      MALLOC_ARENA_MAX: '1',
    },
  })
  closeSync(log)
  const identity = child.pid === undefined ? undefined : getProcessIdentity(child.pid)
  const exited = once(child, 'exit').then(() => undefined)
  let detached = false
  return {
    async start(message, options) {
      child.send({ ...message, type: 'start' })
      const reply = await waitForReply(child, exited, options)
      if (reply === 'timeout') options.signal.throwIfAborted()
      if (reply === 'timeout' || reply === undefined || reply.type === 'failed' || identity === undefined) {
        throw await toServicesError(reply, logFile)
      }
      detached = true
      child.disconnect()
      child.unref()
      return { process: identity, urls: reply.urls, logFile }
    },
    async [Symbol.asyncDispose]() {
      if (detached || child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function waitForReply(
  child: ChildProcess,
  exited: Promise<undefined>,
  { deadline, signal }: ServiceStartOptions,
): Promise<HostReply | 'timeout' | undefined> {
  const waiting = new AbortController()
  const timer = setTimeout(() => waiting.abort(), Math.max(0, deadline - performance.now()))
  try {
    const stopped = AbortSignal.any([waiting.signal, signal])
    const message = once(child, 'message', { signal: stopped }).then(([reply]) => reply as HostReply)
    return await Promise.race([message, exited])
  } catch {
    return 'timeout'
  } finally {
    clearTimeout(timer)
  }
}

async function toServicesError(
  reply: HostReply | 'timeout' | undefined,
  logFile: string,
): Promise<HomeError> {
  if (reply === 'timeout') {
    return new HomeError(STACK_ERRORS.READY_TIMEOUT, {
      message: 'The services did not become ready in time.',
      suggestion: 'Run homemanager logs services, or allow more time with --timeout.',
    })
  }
  if (reply?.type === 'failed' && reply.code === SERVICES_ERRORS.SERVICE_PORT_IN_USE.code) {
    return new HomeError(SERVICES_ERRORS.SERVICE_PORT_IN_USE, {
      message: reply.message,
      ...(reply.suggestion === undefined ? {} : { suggestion: reply.suggestion }),
    })
  }
  const lines =
    reply?.type === 'failed' ? [reply.message, reply.detail ?? ''] : await readLastLines(logFile, 10)
  return new HomeError(STACK_ERRORS.SERVICES_FAILED, {
    message: 'The services exited while starting.',
    detail: lines.filter((line) => line !== '').join('\n'),
    suggestion: 'Run homemanager logs services.',
  })
}
