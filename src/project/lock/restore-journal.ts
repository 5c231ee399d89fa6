import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { isRecord } from '../../core/is-record.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { Provider } from '../../providers/provider.js'
import { loadProvider } from '../components/load-provider.js'
import type { StackState } from '../state/stack-state.js'
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

/** The profiles that are loaded, and the version of the generator. */
export type RecordedData = Pick<StackState, 'seeded' | 'generator'>

/** Replaces the data of stopped engines by what was staged: all of it, even if this process is killed meanwhile. */
export async function replaceData(config: ResolvedConfig, journal: RestoreJournal): Promise<void> {
  const file = getJournalPath(config)
  writeFileSync(`${file}.tmp`, JSON.stringify(journal), { mode: 0o600, flush: true })
  renameSync(`${file}.tmp`, file)
  await completeRestore(config)
}

/** Completes a restore that was killed. Call it with the stack lock held, before engines are started. */
export async function completeRestore(config: ResolvedConfig): Promise<void> {
  const file = getJournalPath(config)
  if (!existsSync(file)) return
  const journal = parseJournal(readFileSync(file, 'utf8'))
  if (journal !== undefined) {
    const { files } = await loadProvider(journal.provider)
    for (const store of journal.stores) {
      const directory = join(journal.directory, store)
      await files?.replace(store, config, directory)
    }
    const { generator: _, migrated: __, ...state } = readState(config).state
    writeState({ config, state: { ...state, provider: journal.provider, ...journal.data } })
  }
  rmSync(file, { force: true })
}

function getJournalPath({ home }: ResolvedConfig): string {
  return join(home, 'restore.json')
}

function parseJournal(text: string): RestoreJournal | undefined {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value) || !Array.isArray(value['stores']) || !isRecord(value['data'])) return undefined
  return value['stores'].every((store) => STORE_NAMES.some((name) => name === store))
    ? (value as unknown as RestoreJournal)
    : undefined
}
