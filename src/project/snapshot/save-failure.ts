import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createPrivateDirectory } from '../../core/create-directory.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getPackageVersion } from '../../core/package-version.js'
import { type ExportedSnapshot, exportSnapshot } from '../../snapshots/snapshot-archive.js'
import { deleteSnapshot } from '../../snapshots/snapshot-directory.js'
import { openStores } from '../../stores/open-stores.js'
import { ProjectEvents } from '../events/project-events.js'
import { getLogSources, type LogSource } from '../logs/get-log-sources.js'
import type { StackState } from '../state/stack-state.js'
import { readState } from '../state/state-file.js'
import { toEndpoints } from './read-contents.js'
import { saveSnapshot } from './save-snapshot.js'
import type { SnapshotOptions } from './snapshot-options.js'

/** The command that failed. */
export interface FailedCommand {
  readonly command: readonly string[]
  readonly exitCode: number
}

const MAX_EVENTS = 10_000
const MAX_LOG_LINES = 100_000
/** Directory of the report in the snapshot. */
const REPORT = 'report'
/** Values of other variables may be secrets; of these, only the names are saved. */
const SHOWN_VARIABLES =
  /^(CI|CI_.*|GITHUB_.*|GITLAB_.*|RUNNER_.*|NODE_.*|npm_.*|LANG|LC_.*|TZ|PATH|SHELL|HOMEMANAGER_.*)$/
const SECRET_VARIABLES = /TOKEN|SECRET|PASS|KEY|AUTH|CRED|URL|URI|COOKIE|SESSION|JWT|CERT|DIGEST/i

/**
 * Writes one archive for a job that failed: a snapshot of the data, with the logs of all components, the latest events, the versions
 * and the environment without secrets in the directory `report`. `branch create --from` opens it on another machine.
 */
export async function saveFailure(
  config: ResolvedConfig,
  file: string,
  failed: FailedCommand,
  options: SnapshotOptions,
): Promise<ExportedSnapshot> {
  const saved = await saveSnapshot(config, {
    ...options,
    reason: 'failure',
    format: 'portable',
    note: `exit code ${failed.exitCode}: ${failed.command.join(' ')}`.slice(0, 200),
    addFiles: async (directory) => writeReport(config, path.join(directory, REPORT), failed, options),
  })
  try {
    return await exportSnapshot(saved, file, options.signal)
  } finally {
    await deleteSnapshot(saved)
  }
}

async function writeReport(
  config: ResolvedConfig,
  directory: string,
  { command, exitCode }: FailedCommand,
  { signal }: SnapshotOptions,
): Promise<void> {
  const { state } = readState(config)
  const logs = path.join(directory, 'logs')
  createPrivateDirectory(logs)
  for (const source of await getLogSources(config)) {
    const lines = await readLog(source)
    await writeFile(
      path.join(logs, `${source.name}.log`),
      lines.map((line) => `${line}\n`),
      { mode: 0o600 },
    )
    signal.throwIfAborted()
  }
  const write = async (name: string, value: unknown): Promise<void> =>
    writeFile(path.join(directory, name), `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  await write('command.json', { command, exitCode, at: new Date().toISOString() })
  await write('versions.json', listVersions(state))
  await write('environment.json', listEnvironment())
  await writeFile(path.join(directory, 'events.ndjson'), await readEvents(state), { mode: 0o600 })
}

/** The last lines of a log, in the order of time. */
async function readLog(source: LogSource): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const line of source.past(MAX_LOG_LINES)) {
    lines.push(line)
    if (lines.length >= MAX_LOG_LINES) break
  }
  return lines.toReversed()
}

function listVersions({ engines, provider }: StackState): object {
  return {
    homemanager: getPackageVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    provider: provider ?? null,
    engines: Object.fromEntries(
      engines.map(({ store, engine, version }) => [store, { engine, version: version ?? null }]),
    ),
  }
}

function listEnvironment(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(process.env)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, value]) => [
        name,
        SHOWN_VARIABLES.test(name) && !SECRET_VARIABLES.test(name) ? value : '(not saved)',
      ]),
  )
}

/** The latest events, one JSON object per line; none if there is no event log. */
async function readEvents({ engines }: StackState): Promise<string> {
  try {
    await using stores = await openStores(toEndpoints(engines))
    const { items } = await new ProjectEvents(stores).latest({}, MAX_EVENTS)
    return items
      .map(({ position, ...event }) => `${JSON.stringify({ position: String(position), ...event })}\n`)
      .join('')
  } catch {
    return ''
  }
}
