import type { UnfinishedSeed } from '../../dataset/seeding/seed-request.js'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { isRecord } from '../../core/is-record.js'
import { settleAll } from '../../core/settle-all-or-abort.js'
import { writeFileAtomic } from '../../core/write-file-atomic.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { Provider } from '../../providers/provider.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import { loadProvider } from '../components/load-provider.js'
import type { StackState } from '../state/stack-state.js'
import { forgetVerification } from '../state/last-verification.js'
import { replaceUnfinishedSeeds } from '../state/unfinished-seeds.js'
import { readState, writeState } from '../state/state-file.js'

/** What a restore replaces. It is recorded before anything is replaced, so that a killed restore is completed. */
export interface RestoreJournal {
  readonly provider: Provider['name']
  readonly stores: readonly StoreName[]
  /** The directory of the snapshot. */
  readonly directory: string
  /** What the state records of the data. */
  readonly data: RecordedData
}

/**
 * The profiles that are loaded, the version of the generator, and the sessions that stay valid. If the latter are absent, the data
 * was not in use before, and all of its sessions stay valid.
 */
export interface RecordedData extends Pick<StackState, 'seeded' | 'generator' | 'validSessions'> {
  /** The datasets that are incomplete. */
  readonly unfinishedSeeds?: readonly UnfinishedSeed[]
}

/**
 * Replaces the data of stopped engines by what was staged: all of it, even if this process is killed meanwhile. If this fails, the next
 * command continues, and the engines must not be started before: `isRestoreIncomplete` tells.
 */
export async function replaceData(config: ResolvedConfig, journal: RestoreJournal): Promise<ReplacedData> {
  writeFileAtomic(getJournalPath(config), JSON.stringify(journal), { flush: true })
  await replaceStores(config, journal)
  const deleted = deleteReplaced(config, journal)
  // The caller may fail before it waits.
  deleted.catch(() => {})
  return { deleted }
}

export interface ReplacedData {
  /** Resolves when the files of before are deleted. The engines can start meanwhile. If this process is killed, the next command continues. */
  readonly deleted: Promise<void>
}

/** Whether the data of some stores was replaced and that of others was not. */
export function isRestoreIncomplete(config: ResolvedConfig): boolean {
  return existsSync(getJournalPath(config))
}

/**
 * Completes a restore that was killed or that failed, and deletes what one has left. Call it with the stack lock held, before engines are started. Throws
 * `RESTORE_INCOMPLETE`.
 */
export async function completeRestore(
  config: ResolvedConfig,
  warn: (message: string) => void = () => {},
): Promise<void> {
  const file = getJournalPath(config)
  if (!existsSync(file)) {
    // A restore was killed once the data was replaced, or there was none.
    const { provider } = readState(config).state
    if (provider !== undefined) await deleteReplaced(config, { provider, stores: STORE_NAMES })
    return
  }
  const journal = parseJournal(readFileSync(file, 'utf8'))
  if (journal === undefined) {
    renameSync(file, `${file}.damaged`)
    warn(
      `A restore was interrupted, and its journal is damaged; it was moved to ${file}.damaged. Run homemanager snapshot restore again if the stores do not agree (homemanager verify).`,
    )
    return
  }
  await replaceStores(config, journal)
  await deleteReplaced(config, journal)
}

/** Records in the state what is known of the data of a snapshot, in place of what was known before. */
export function recordRestoredData(
  config: ResolvedConfig,
  { unfinishedSeeds, ...data }: RecordedData & Partial<Pick<StackState, 'provider'>>,
): void {
  forgetVerification(config.home)
  replaceUnfinishedSeeds(config.home, unfinishedSeeds)
  const { generator: _, migrated: __, validSessions: ___, ...state } = readState(config).state
  writeState({ config, state: { ...state, ...data } })
}

async function replaceStores(config: ResolvedConfig, journal: RestoreJournal): Promise<void> {
  const { files } = await loadProvider(journal.provider)
  await settleAll(
    journal.stores.map(async (store) => {
      try {
        await files?.replace(store, config, join(journal.directory, store))
      } catch (error) {
        throw new HomeError(SNAPSHOT_ERRORS.RESTORE_INCOMPLETE, {
          message: `The data of ${store} could not be replaced by that of the snapshot.`,
          detail: getErrorMessage(error),
          suggestion: 'Remove the cause, then run homemanager up: it completes the restore.',
          cause: error,
        })
      }
    }),
  )
  recordRestoredData(config, { provider: journal.provider, ...journal.data })
  rmSync(getJournalPath(config), { force: true })
}

async function deleteReplaced(
  config: ResolvedConfig,
  { provider, stores }: Pick<RestoreJournal, 'provider' | 'stores'>,
): Promise<void> {
  const { files } = await loadProvider(provider)
  await files?.deleteReplaced?.(stores, config)
}

function getJournalPath({ home }: ResolvedConfig): string {
  return join(home, 'restore.json')
}

function parseJournal(text: string): RestoreJournal | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (!isRecord(value) || !Array.isArray(value['stores']) || !isRecord(value['data'])) return undefined
    return value['stores'].every((store) => STORE_NAMES.some((name) => name === store))
      ? (value as unknown as RestoreJournal)
      : undefined
  } catch {
    return undefined
  }
}
