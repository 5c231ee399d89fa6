import type { DataChanges } from '../core/data-changes.js'
import { HomeError } from '../core/home-error.js'
import type {
  HistoryChange,
  HistoryEntry,
  Migration,
  MigrationSession,
  MigrationStep,
  StepContext,
} from '../stores/contracts/migration-store.js'
import { StepRejectedError } from '../stores/contracts/step-rejected-error.js'
import { locateFailure } from './locate-failure.js'
import { suggestAfterStep } from './suggest-after-step.js'
import { HistoryWriter } from './history-writer.js'
import { MIGRATION_ERRORS } from './migration-errors.js'
import { toMigrationError } from './to-migration-error.js'
import { stepDigest } from './checksum.js'
import type { MigrationResult } from './migrate-report.js'
import { getCurrentRunner } from './current-runner.js'

export interface ApplyOptions {
  readonly direction: 'up' | 'down'
  /** The history entry of a run that failed or was interrupted. */
  readonly unfinished?: HistoryEntry
  /** Its history entry says already that it is running. */
  readonly isBegun?: boolean
  /** The migration that runs next without waiting: its entry is written with that of this one. */
  readonly next?: Migration
  /** Nothing is recorded in the store yet, so an idempotent first step need not wait for its entry. */
  readonly isFirst?: boolean
  /** Shared by migrations that run one after the other. */
  readonly writer?: HistoryWriter
  readonly onStep?: (migration: Migration, index: number, note?: string) => void
  readonly changes?: DataChanges
  readonly signal?: AbortSignal
}

/**
 * Runs one migration and records it in the history. If the store cannot do both in one transaction, the entry has the
 * outcome `running` and lists the completed steps before the next step starts, so that an interrupted run can be
 * resumed. Consecutive idempotent steps are recorded only before the first, since each write waits for the store's
 * disk, and run while an entry is written that an interrupted run can do without.
 */
export async function applyMigration(
  session: MigrationSession,
  migration: Migration,
  options: ApplyOptions,
): Promise<MigrationResult> {
  const started = performance.now()
  const run = new MigrationRun(session, migration, options)
  const { store, id, name } = migration
  const result = (outcome: MigrationResult['outcome']): MigrationResult => ({
    store,
    id,
    name,
    outcome,
    steps: run.stepsCompleted,
    durationMs: Math.round(performance.now() - started),
  })
  try {
    await (migration.transactional ? run.runInTransaction() : run.runStepByStep())
    return result(options.direction === 'up' ? 'applied' : 'reverted')
  } catch (error) {
    const reason = run.isInterrupted
      ? migrationInterrupted(migration, options.direction)
      : toMigrationError(run.getReason(error), `The migration ${id} of ${store}`)
    const failure =
      run.step === undefined || run.isInterrupted
        ? reason
        : suggestAfterStep(locateFailure(reason, migration, run.step), migration, run.step, options.direction)
    const rolledBack = await run.wasRolledBack().catch(() => false)
    const unchanged = run.changedNothing(error, rolledBack)
    options.changes?.[rolledBack || unchanged ? 'rollBack' : 'fail'](`${store}/${id}`)
    // Without the lock or the store the entry remains `running`, which also means that the migration is incomplete.
    await run.recordFailure(failure, unchanged, rolledBack).catch(() => undefined)
    return { ...result('failed'), error: failure }
  }
}

class MigrationRun {
  /** Without those that were rolled back. */
  stepsCompleted = 0
  /** The step that was started last. */
  step: MigrationStep | undefined
  readonly #session: MigrationSession
  readonly #writer: HistoryWriter
  readonly #migration: Migration
  readonly #options: ApplyOptions
  readonly #steps: readonly MigrationStep[]
  readonly #startedAt: Date = new Date()
  readonly #signal: AbortSignal
  #done: readonly string[]

  constructor(session: MigrationSession, migration: Migration, options: ApplyOptions) {
    this.#session = session
    this.#writer = options.writer ?? new HistoryWriter(session)
    this.#migration = migration
    this.#options = options
    this.#signal = AbortSignal.any([session.signal, ...(options.signal ? [options.signal] : [])])
    this.#steps = (options.direction === 'up' ? migration.up : migration.down) ?? []
    this.#done = options.unfinished?.direction === options.direction ? options.unfinished.done : []
  }

  async runInTransaction(): Promise<void> {
    const { direction, onStep, signal } = this.#options
    const digests = this.#steps.map(({ text }) => stepDigest(text))
    const change = (): HistoryChange =>
      direction === 'up' ? { write: this.#toEntry('applied', digests) } : { delete: this.#migration.id }
    this.#throwIfAborted()
    this.#begin()
    await this.#session.performInTransaction(this.#steps, change, {
      onStep: (index) => {
        onStep?.(this.#migration, index)
        this.step = this.#steps[index]
      },
      ...(signal ? { signal } : {}),
    })
    this.stepsCompleted = this.#steps.length
  }

  async runStepByStep(): Promise<void> {
    const { direction, unfinished, onStep } = this.#options
    const first = this.#done.length
    for (const [index, step] of this.#steps.entries()) {
      this.#throwIfAborted()
      if (index < first) {
        if (step.sessionSetting) await this.#perform(step, { resumed: false, onProgress: () => {} })
        continue
      }
      const isRecorded = index === 0 && this.#options.isBegun === true
      if (!isRecorded && (index === first || !step.idempotent || !this.#steps[index - 1]?.idempotent)) {
        const entry = this.#toEntry('running', this.#done)
        if (this.#options.isFirst && step.idempotent) await this.#writer.start(entry)
        else await this.#writer.write(entry)
      }
      this.#begin()
      onStep?.(this.#migration, index)
      await this.#perform(step, {
        resumed: index === first && unfinished !== undefined && unfinished.unchanged !== true,
        onProgress: (note) => onStep?.(this.#migration, index, note),
      })
      this.#done = [...this.#done, stepDigest(step.text)]
      this.stepsCompleted++
    }
    if (direction === 'up') await this.#recordApplied()
    else await this.#session.deleteEntry(this.#migration.id)
  }

  /** Asks the server: a connection may be lost, and a step be canceled, when the transaction is already committed. */
  async wasRolledBack(): Promise<boolean> {
    const { id, transactional } = this.#migration
    if (!transactional || this.#session.signal.aborted) return false
    const { entries } = await this.#session.readHistory()
    const isApplied = entries.some((entry) => entry.id === id && entry.outcome === 'applied')
    return isApplied === (this.#options.direction === 'down')
  }

  async recordFailure(failure: HomeError, unchanged: boolean, rolledBack: boolean): Promise<void> {
    if (this.#session.signal.aborted) return
    // A down migration that was rolled back changed nothing: the migration is still applied. What was committed has its entry.
    if (this.#migration.transactional && (this.#options.direction === 'down' || !rolledBack)) return
    await this.#writer.write({
      ...this.#toEntry('failed', this.#done),
      ...(this.isInterrupted ? {} : { error: describeFailure(failure) }),
      ...(unchanged ? { unchanged } : {}),
    })
  }

  /** Whether it is certain that neither this run nor an earlier one changed anything. */
  changedNothing(error: unknown, rolledBack: boolean): boolean {
    const { unfinished } = this.#options
    if (this.#done.length > 0 || (unfinished !== undefined && unfinished.unchanged !== true)) return false
    return rolledBack || this.step === undefined || error instanceof StepRejectedError
  }

  /** Stopped by the user: not by a lost lock or a deadline, which have an error of their own. */
  get isInterrupted(): boolean {
    const { signal } = this.#options
    return signal?.aborted === true && !(signal.reason instanceof HomeError)
  }

  /** If the run was aborted, the error of the step may only report a cancellation or a closed connection. */
  getReason(error: unknown): unknown {
    return this.#signal.aborted && !(error instanceof HomeError) ? this.#signal.reason : error
  }

  async #perform(step: MigrationStep, context: Omit<StepContext, 'signal'>): Promise<void> {
    this.step = step
    await this.#session.perform(step, { ...context, signal: this.#signal })
  }

  async #recordApplied(): Promise<void> {
    const applied = this.#toEntry('applied', this.#done)
    const { next } = this.#options
    if (next === undefined) return this.#writer.write(applied)
    await this.#writer.start(
      applied,
      new MigrationRun(this.#session, next, { direction: 'up' }).#toEntry('running', []),
    )
    if (!next.up[0]?.idempotent) await this.#writer.settle()
  }

  #begin(): void {
    const { store, id } = this.#migration
    this.#options.changes?.begin(`${store}/${id}`)
  }

  #throwIfAborted(): void {
    this.#signal.throwIfAborted()
  }

  #toEntry(outcome: HistoryEntry['outcome'], done: readonly string[]): HistoryEntry {
    const { id, checksum } = this.#migration
    const now = new Date()
    return {
      ...getCurrentRunner(),
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

/** What the history keeps of an error: the first line of the detail has the text of the server if the message does not. */
function describeFailure({ message, detail }: HomeError): string {
  return detail === undefined ? message : `${message} ${detail.split('\n')[0]}`
}

function migrationInterrupted({ id, store }: Migration, direction: ApplyOptions['direction']): HomeError {
  return new HomeError(MIGRATION_ERRORS.MIGRATION_FAILED, {
    message: `The migration ${id} of ${store} was interrupted.`,
    suggestion: `Run homemanager migrate ${direction === 'up' ? '' : 'down '}again, which resumes it.`,
  })
}
