import { spawn } from 'node:child_process'
import { accessSync, closeSync, constants, openSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPrivateDirectory } from '../../core/create-directory.js'
import { getOwnProcessEnvironment } from '../../core/child-environment.js'
import { parseJsonRecord } from '../../core/parse-json-record.js'
import { writeFileAtomic } from '../../core/write-file-atomic.js'
import { getPackagePath } from '../../core/package-path.js'
import { getFileIdentity } from '../../providers/file-identity.js'
import { findLockHolders, hasOpenElsewhere, isFileLocked } from '../../providers/file-lock.js'
import { getProcessIdentity, isAlive, isElsewhere, listPids } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import { rotateLog } from '../../providers/rotate-log.js'
import { notPermitted } from '../../providers/stop-process.js'
import { deleteOptionalFile } from '../state/optional-file.js'
import { readProcessRecord, toProcessRecord } from '../state/process-record.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { createRestartsFile } from './restart-records.js'
import { listTargets } from './supervised-components.js'
import { SUPERVISOR_SCRIPT } from './supervisor-script.js'

/** What the program that restarts components gets in its environment, since other users can read arguments. */
export interface SupervisedProject {
  readonly config: RecordedProject['config']
  /** The state directory when supervision began. Nothing is started in another one, nor if it was deleted. */
  readonly directory: string | undefined
}

export const SUPERVISED_VARIABLE = 'HOMEMANAGER_SUPERVISED'
/** In the environment, so that the list of processes stays readable. */
export const SCRIPT_VARIABLE = 'HOMEMANAGER_SUPERVISOR'

// The compiled file, even when running from the sources, as tests do.
const PROGRAM = getPackagePath('dist/bundle/recover-program.cjs')
/** The name of the script, `$0`, in the list of processes. */
const SCRIPT_NAME = 'homemanager-supervisor'
const STOP_TIMEOUT_MS = 10_000
const POLL_INTERVAL_MS = 10

/** Whether components of the project that end are restarted. */
export function isSupervised(home: string): boolean {
  const leader = readLeader(home)
  if (leader !== undefined && isAlive(leader)) return true
  // The shell that waited has taken the place of a killed one.
  return isFileLocked(getSupervisorLockPath(home))
}

/**
 * Starts the process that restarts components when they end. It outlives this process. Call it with the stack lock held, after
 * `stopSupervisor`. Without anything to supervise, it does nothing.
 */
export function startSupervisor(project: RecordedProject): void {
  const targets = listTargets(project)
  if (targets.length === 0) return
  const { home } = project.config
  createRestartsFile(home)
  const supervised: SupervisedProject = { config: project.config, directory: getFileIdentity(home) }
  const logFile = join(home, 'logs', 'supervisor.log')
  createPrivateDirectory(dirname(logFile))
  rotateLog(logFile)
  const log = openSync(logFile, 'a', 0o600)
  const args = [getSupervisorLockPath(home), process.execPath, PROGRAM, ...targets]
  const child = spawn('/bin/sh', ['-c', `eval "$${SCRIPT_VARIABLE}"`, SCRIPT_NAME, ...args], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      ...getOwnProcessEnvironment(),
      [SCRIPT_VARIABLE]: SUPERVISOR_SCRIPT,
      [SUPERVISED_VARIABLE]: JSON.stringify(supervised),
    },
  })
  closeSync(log)
  // Without a shell, the stack runs unsupervised.
  child.on('error', () => {})
  child.unref()
  const leader = child.pid === undefined ? undefined : getProcessIdentity(child.pid)
  if (leader !== undefined) writeFileAtomic(getLeaderPath(home), toProcessRecord(home, leader))
}

/**
 * Stops the supervisor, so that nothing is restarted that is about to be stopped. A restart in progress is undone. Resolves to
 * whether there was a supervisor. Throws `PROCESS_NOT_PERMITTED` if it belongs to another user.
 */
export async function stopSupervisor(home: string): Promise<boolean> {
  const lockFile = getSupervisorLockPath(home)
  const leader = readLeader(home)
  // Of another container: the command that finds this out for the engines reports it.
  if (leader !== undefined && isElsewhere(leader)) return false
  const isRunning = leader !== undefined && isAlive(leader)
  // It leads the process group of all its processes.
  if (isRunning && signal(-leader.pid) === 'not permitted') throw notPermitted(leader)
  const deadline = performance.now() + STOP_TIMEOUT_MS
  let found = isRunning
  while (isRunning ? isAlive(leader) || isFileLocked(lockFile) : isFileLocked(lockFile)) {
    found = true
    if (performance.now() > deadline) break
    if (!isRunning || !isAlive(leader)) {
      const holders = findLockHolders(lockFile)
      // That of the directory of which this one is a copy made of hard links.
      if (holders.some((holder) => hasOpenElsewhere(holder, lockFile))) return false
      for (const { pid } of holders) if (isSupervisor(pid, home)) signal(pid)
    }
    await sleep(POLL_INTERVAL_MS)
  }
  deleteOptionalFile(getLeaderPath(home))
  return found || (!isReadable(lockFile) && (await stopUnreadableSupervisor(lockFile)))
}

/** Resolves to whether there was one. That of another user stays: it is reported with the engines. */
async function stopUnreadableSupervisor(lockFile: string): Promise<boolean> {
  const deadline = performance.now() + STOP_TIMEOUT_MS
  for (let found = false; ; found = true) {
    const pids = findSupervisors(lockFile)
    const isOver = pids.length === 0 || performance.now() > deadline
    if (isOver || pids.every((pid) => signal(pid) === 'not permitted')) return found
    for (const pid of pids) signal(-pid)
    await sleep(POLL_INTERVAL_MS)
  }
}

/** Also true if the file does not exist: then there is no supervisor. */
function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

/**
 * The processes of a supervisor whose files cannot be read, for example because they belong to another user by now, recognized
 * by their arguments. Linux only.
 */
function findSupervisors(lockFile: string): readonly number[] {
  if (process.platform !== 'linux') return []
  const isOfLock = (pid: string): boolean => {
    try {
      const [, , , name, lock] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return name === SCRIPT_NAME && lock === lockFile
    } catch {
      return false
    }
  }
  return listPids().filter(isOfLock).map(Number)
}

/** Locked by the supervisor and, while it restarts a component, by the program that does so. */
export function getSupervisorLockPath(home: string): string {
  return join(home, 'supervisor.lock')
}

/** Commands open the lock file, too, for a moment. */
function isSupervisor(pid: number, home: string): boolean {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    const supervised = variables.find((variable) => variable.startsWith(`${SUPERVISED_VARIABLE}=`))
    const { directory } = parseJsonRecord(supervised?.slice(SUPERVISED_VARIABLE.length + 1) ?? '') ?? {}
    return directory !== undefined && directory === getFileIdentity(home)
  } catch {
    return false
  }
}

/** A negative number is a process group, which may have ended in the meantime. */
function signal(pid: number): 'sent' | 'ended' | 'not permitted' {
  try {
    process.kill(pid, 'SIGTERM')
    return 'sent'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'not permitted' : 'ended'
  }
}

function readLeader(home: string): ProcessIdentity | undefined {
  const { pid, startedAt, namespace } = readProcessRecord(getLeaderPath(home)) ?? {}
  if (typeof pid !== 'number' || typeof startedAt !== 'string') return undefined
  return typeof namespace === 'string' ? { pid, startedAt, namespace } : { pid, startedAt }
}

function getLeaderPath(home: string): string {
  return join(home, 'supervisor.running.json')
}
