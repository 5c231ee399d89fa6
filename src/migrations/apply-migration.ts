import { HomeError } from '../core/home-error.js'
import type {
  LedgerChange,
  LedgerEntry,
  Migration,
  MigrationSession,
  MigrationStep,
} from '../stores/migration-store.js'
import { asHomeError } from './as-home-error.js'
import { stepDigest } from './checksum.js'
import type { MigrationResult } from './migrate-report.js'
import { thisRunner } from './this-runner.js'

export interface ApplyOptions {
  readonly direction: 'up' | 'down'
  /** The entry of a run that failed or was cut off. */
  readonly unfinished?: LedgerEntry
  readonly onStep?: (migration: Migration, index: number, note?: string) => void
  readonly signal?: AbortSignal
}

/**
 * Runs one migration and writes the ledger. Where steps and ledger cannot be one transaction, the entry says `running`
 * and which steps are done before the next begins, so that whatever ends this process leaves a state to go on from. In
 * a row of steps that may be repeated it says so before the first only: each such writing waits for the store's disk.
 */
export async function applyMigration(
  session: MigrationSession,
  migration: Migration,
  options: ApplyOptions,
): Promise<MigrationResult> {
  const started = performance.now()
  const run = new Run(session, migration, options)
  const { store, id, name } = migration
  const result = (outcome: MigrationResult['outcome']): MigrationResult => ({
    store,
    id,
    name,
    outcome,
    steps: run.stepsRun,
    durationMs: Math.round(performance.now() - started),
  })
  try {
    await (migration.transactional ? run.together() : run.stepByStep())
    return result(options.direction === 'up' ? 'applied' : 'reverted')
  } catch (error) {
    const failure = asHomeError(reasonOf(error, session.signal), `The migration ${id} of ${store}`)
    // Without the lock, or the store, there is nobody to tell: the entry says `running`, which says as much.
    await run.recordFailure(failure.message).catch(() => undefined)
    return { ...result('failed'), error: failure }
  }
}

/** A step that ended because the lock is gone may tell no more than that it was stopped, or lost its connection. */
function reasonOf(error: unknown, { aborted, reason }: AbortSignal): unknown {
  return aborted && !(error instanceof HomeError) ? reason : error
}

class Run {
  stepsRun = 0
  readonly #session: MigrationSession
  readonly #migration: Migration
  readonly #options: ApplyOptions
  readonly #steps: readonly MigrationStep[]
  readonly #startedAt: Date = new Date()
  #done: readonly string[]

  constructor(session: MigrationSession, migration: Migration, options: ApplyOptions) {
    this.#session = session
    this.#migration = migration
    this.#options = options
    this.#steps = (options.direction === 'up' ? migration.up : migration.down) ?? []
    this.#done = options.unfinished?.direction === options.direction ? options.unfinished.done : []
  }

  async together(): Promise<void> {
    const { direction, onStep, signal } = this.#options
    const digests = this.#steps.map(({ text }) => stepDigest(text))
    const change = (): LedgerChange =>
      direction === 'up' ? { record: this.#entry('applied', digests) } : { forget: this.#migration.id }
    this.#refuseWhenEnded()
    await this.#session.performTogether(this.#steps, change, {
      onStep: (index) => {
        onStep?.(this.#migration, index)
        this.stepsRun = index + 1
      },
      ...(signal ? { signal } : {}),
    })
  }

  async stepByStep(): Promise<void> {
    const { direction, unfinished, onStep } = this.#options
    const first = this.#done.length
    for (const [index, step] of this.#steps.entries()) {
      this.#refuseWhenEnded()
      if (index < first) {
        if (step.setting) await this.#session.perform(step, { resumed: false, onProgress: () => {} })
        continue
      }
      if (index === first || !step.repeatable || !this.#steps[index - 1]?.repeatable) {
        await this.#session.record(this.#entry('running', this.#done))
      }
      onStep?.(this.#migration, index)
      await this.#session.perform(step, {
        resumed: index === first && unfinished !== undefined,
        onProgress: (note) => onStep?.(this.#migration, index, note),
      })
      this.#done = [...this.#done, stepDigest(step.text)]
      this.stepsRun++
    }
    if (direction === 'up') await this.#session.record(this.#entry('applied', this.#done))
    else await this.#session.forget(this.#migration.id)
  }

  async recordFailure(error: string): Promise<void> {
    if (this.#session.signal.aborted) return
    // A way back that was rolled back as a whole changed nothing: the migration is as applied as before.
    if (this.#migration.transactional && this.#options.direction === 'down') return
    await this.#session.record({ ...this.#entry('failed', this.#done), error })
  }

  #refuseWhenEnded(): void {
    this.#session.signal.throwIfAborted()
    this.#options.signal?.throwIfAborted()
  }

  #entry(outcome: LedgerEntry['outcome'], done: readonly string[]): LedgerEntry {
    const { id, checksum } = this.#migration
    const now = new Date()
    return {
      ...thisRunner(),
      id,
      checksum,
      outcome,
      direction: this.#options.direction,
      done,
      stepCount: this.#steps.length,
      startedAt: this.#startedAt.toISOString(),
      ...(outcome === 'running'
        ? {}
        : { finishedAt: now.toISOString(), durationMs: now.getTime() - this.#startedAt.getTime() }),
    }
  }
}
