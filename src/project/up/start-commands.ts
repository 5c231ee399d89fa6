import { forgetDeliberateStop } from '../supervision/deliberate-stops.js'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  getServiceKind,
  getServiceSettings,
  listOtherServices,
  listServiceNames,
} from '../../config/service-kind.js'
import { createPrivateDirectory } from '../../core/create-directory.js'
import { getCommandEnvironment, getOwnProcessEnvironment } from '../../core/child-environment.js'
import { describeCommandExit } from '../../core/command-exit.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { getPackagePath } from '../../core/package-path.js'
import { settleAll } from '../../core/settle-all-or-abort.js'
import { type FileLock, waitForFileLock } from '../../providers/file-lock.js'
import { getProcessIdentity, isAlive } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import { rotateLog } from '../../providers/rotate-log.js'
import { EVENTS_SECRET_VARIABLE, getEventSecret } from '../../events/subscriptions/event-secret.js'
import { isOwnServiceHealthy } from '../components/is-service-healthy.js'
import { getAddonUrls } from '../components/requested-addons.js'
import { resolveEndpoints, toServiceEndpoints } from '../environment/resolve-endpoints.js'
import { toEnvironment, toServiceVariables } from '../environment/to-environment.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { CommandRecord } from '../state/stack-state.js'
import type { UpRun } from './up-run.js'
import { SERVICE_HOME_VARIABLE, SERVICE_VARIABLE } from '../own-services/find-command-processes.js'
import { shiftClock } from '../own-services/shift-clock.js'
import { stopCommand, stopCommands } from '../own-services/stop-command.js'
import { getCommandLockPath, hasRunCommands } from '../own-services/command-lock.js'
import {
  COMMAND_SCRIPT,
  forgetCommandExit,
  getCommandExitPath,
  readCommandExit,
} from '../own-services/recorded-exit.js'
import { readLastRun, toStartNote } from '../own-services/command-log.js'
import { describeCommand } from '../own-services/describe-command.js'
import { WATCHED_VARIABLE, type WatchedCommand } from '../own-services/watched-command.js'
import { getUrlPort } from '../../core/url-port.js'

// The compiled file, even when running from the sources, as tests do.
const WATCH_PROGRAM = getPackagePath('dist/bundle/watch-program.cjs')
const POLL_INTERVAL_MS = 50
const LOCK_TIMEOUT_MS = 5000
const REQUEST_TIMEOUT_MS = 2000
// Node.js prints an error above ten lines of its stack.
const LOG_TAIL_LINES = 15

/**
 * Starts the commands of the user's services in place of those that run already, and resolves once they respond. Call it when the
 * gateway is running: it is in their environment. With `independent`, one that fails does not abort the others.
 */
export async function startCommands(
  run: UpRun,
  { independent }: { readonly independent: boolean },
): Promise<void> {
  const { home } = run.config
  const names = listServiceNames(run.config).filter((name) => getServiceKind(run.config, name) === 'command')
  // Finding its processes takes time, which a stack without commands need not spend.
  if (names.length === 0 && !hasRunCommands(home)) return
  await stopCommands(home, run.state.commands)
  run.save({ commands: [] })
  if (names.length === 0) return
  run.addServices({
    async [Symbol.asyncDispose]() {
      await stopCommands(run.config.home, run.state.commands)
      run.save({ commands: [] })
    },
  })
  const starts = names.map(async (name) => startCommand(run, name))
  await (independent ? settleAll(starts) : run.all(starts))
}

/** Stops the command of a service and starts it again on the same port. */
export async function restartCommand(run: UpRun, name: string): Promise<void> {
  await stopCommand(
    run.config.home,
    name,
    run.state.commands?.find((record) => record.name === name),
  )
  await startCommand(run, name)
}

async function startCommand(run: UpRun, name: string): Promise<void> {
  const task = run.options.reporter.task(name)
  try {
    const port = getPort(run, name)
    const logFile = join(run.config.home, 'logs', `${name}.log`)
    const since = Date.now()
    const identity = await launch(run, name, port, logFile)
    const record: CommandRecord = {
      name,
      process: identity,
      port,
      applied: describeCommand(run.config, name),
    }
    const others = (run.state.commands ?? []).filter((each) => each.name !== name)
    run.save({ commands: [...others, record] })
    forgetDeliberateStop(run.config.home, name)
    startWatching(run, name, since, logFile)
    await waitUntilReady(run, record, logFile)
    task.succeed(`your command on port ${port}`)
  } catch (error) {
    run.failTask(task, error)
    throw error
  }
}

/** The port to which the gateway forwards the requests for the service. */
function getPort({ state }: UpRun, name: string): number {
  const url = state.services?.urls[name]
  if (url === undefined) throw new TypeError(`The gateway does not forward requests to ${name}.`)
  return getUrlPort(url)
}

async function launch(run: UpRun, name: string, port: number, logFile: string): Promise<ProcessIdentity> {
  const { config, state } = run
  const { command = '', cwd = '.', env = {}, clock } = getServiceSettings(config, name)
  const directory = resolve(config.root, cwd)
  forgetCommandExit(config.home, name)
  if (!existsSync(directory)) throw commandFailed(config, name, `Its directory does not exist: ${directory}`)
  createPrivateDirectory(dirname(logFile))
  rotateLog(logFile)
  const log = openSync(logFile, 'a', 0o600)
  using lock = await lockCommand(config, name)
  try {
    writeSync(log, `${toStartNote(name)}on port ${port} at ${new Date().toISOString()}\n`)
    const endpoints = toServiceEndpoints(resolveEndpoints(run))
    const args = ['-c', COMMAND_SCRIPT, 'sh', command, getCommandExitPath(config.home, name)]
    const child = spawn('/bin/sh', args, {
      cwd: directory,
      detached: true,
      stdio: ['ignore', log, log, lock.descriptor],
      env: {
        ...getCommandEnvironment(),
        OTEL_SERVICE_NAME: name,
        ...toEnvironment(endpoints, state.services?.urls.gateway, getAddonUrls(run)),
        ...toServiceVariables(listOtherServices(config), state.services?.urls),
        ...shiftClock(
          Object.fromEntries(Object.entries(env).map(([key, value]) => [key, String(value)])),
          clock,
        ),
        PORT: String(port),
        [EVENTS_SECRET_VARIABLE]: getEventSecret(config.home, name),
        [SERVICE_VARIABLE]: name,
        [SERVICE_HOME_VARIABLE]: config.home,
      },
    })
    const failed = once(child, 'error').then(([error]: unknown[]) => error)
    const problem = await Promise.race([once(child, 'spawn').then(() => undefined), failed])
    child.unref()
    const identity = child.pid === undefined ? undefined : getProcessIdentity(child.pid)
    if (identity !== undefined) return identity
    const detail = problem instanceof Error ? problem.message : await describeEnd(name, logFile)
    throw commandFailed(config, name, detail, problem)
  } finally {
    closeSync(log)
  }
}

/** It is found and ended with the command by the same variables. */
function startWatching({ config }: UpRun, name: string, since: number, logFile: string): void {
  const { watch = [] } = getServiceSettings(config, name)
  if (watch.length === 0) return
  const log = openSync(logFile, 'a', 0o600)
  const watched: WatchedCommand = { config, name, since }
  const child = spawn(process.execPath, [WATCH_PROGRAM], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      ...getOwnProcessEnvironment(),
      [WATCHED_VARIABLE]: JSON.stringify(watched),
      [SERVICE_VARIABLE]: name,
      [SERVICE_HOME_VARIABLE]: config.home,
    },
  })
  closeSync(log)
  // The command runs without it, too.
  child.on('error', () => {})
  child.unref()
}

/** The kernel may release the lock of the previous processes a little after they have ended. */
async function lockCommand(config: ResolvedConfig, name: string): Promise<FileLock> {
  const file = getCommandLockPath(config.home, name)
  const lock = await waitForFileLock(file, LOCK_TIMEOUT_MS)
  if (lock === undefined)
    throw commandFailed(config, name, `A process of the previous start still holds ${file}.`)
  return lock
}

async function waitUntilReady(
  run: UpRun,
  { name, process: identity, port }: CommandRecord,
  logFile: string,
): Promise<void> {
  const { ready } = getServiceSettings(run.config, name)
  for (;;) {
    run.signal.throwIfAborted()
    // Asked first: another program may respond on the port of a command that has ended.
    if (!isAlive(identity)) throw commandFailed(run.config, name, await describeEnd(name, logFile))
    if (await isOwnServiceHealthy(`http://127.0.0.1:${port}`, REQUEST_TIMEOUT_MS, ready)) {
      if (isAlive(identity)) return
      continue
    }
    if (performance.now() >= run.deadline) {
      throw new HomeError(STACK_ERRORS.READY_TIMEOUT, {
        message: `Your ${name} service did not respond on port ${port} in time.`,
        detail: await describeEnd(name, logFile),
        suggestion: 'It must listen on the port in the environment variable PORT, on 127.0.0.1.',
      })
    }
    await sleep(POLL_INTERVAL_MS, undefined, { signal: run.signal })
  }
}

async function describeEnd(name: string, logFile: string): Promise<string> {
  const lines = await readLastRun(logFile, name, LOG_TAIL_LINES)
  return lines.length === 0
    ? 'It has written nothing to its log.'
    : `The last lines of its log:\n${lines.join('\n')}`
}

function commandFailed({ home }: ResolvedConfig, name: string, detail: string, cause?: unknown): HomeError {
  const exit = readCommandExit(home, name)
  const ended = exit === undefined ? 'ended' : `ended ${describeCommandExit(exit)}`
  return new HomeError(STACK_ERRORS.SERVICE_COMMAND_FAILED, {
    message: `The command of your ${name} service ${ended} before the service was ready.`,
    detail,
    suggestion: `Correct the program, or services.${name} in homemanager.yaml, and run the command again. homemanager logs ${name} shows its whole log.`,
    ...(cause === undefined ? {} : { cause }),
  })
}
