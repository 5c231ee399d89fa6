import type { ResolvedConfig } from '../config/resolved-config.js'
import { STORE_NAMES } from '../core/store-name.js'
import type { SeedPreview } from '../dataset/seeding/preview-dataset.js'
import type { ResetOptions, ResetReport } from '../dataset/seeding/reset-stores.js'
import type { SeedOptions } from '../dataset/seeding/seed-options.js'
import type { SeedReport } from '../dataset/seeding/seed-report.js'
import type { InterruptedSeed } from '../dataset/seeding/seed-request.js'
import type { FindSeeded, SeededFields } from '../inspect/records/record-view.js'
import type { Stores } from '../stores/stores.js'
import type { ProjectExtensions } from './extensions/project-extensions.js'
import type { SeedProjectOptions } from './seed/seed-project.js'
import { assertUnprotected } from './state/assert-unprotected.js'
import { forgetVerification } from './state/last-verification.js'

/** What can be done with the datasets of a project: see the methods of `Project`. Each loads the modules that it needs. */
export class ProjectDatasets {
  readonly #config: ResolvedConfig
  readonly #ownsStateFile: boolean

  /** `ownsStateFile`: false for a fork or the stack of a program, whose state is not that of the file. */
  constructor(config: ResolvedConfig, ownsStateFile: boolean) {
    this.#config = config
    this.#ownsStateFile = ownsStateFile
  }

  async seed(stores: Stores, requested: SeedProjectOptions): Promise<SeedReport> {
    const options = await this.resume(requested)
    assertUnprotected(this.#config, options.only === undefined ? STORE_NAMES : [options.only])
    const extensions = await this.#loadExtensions()
    const defaults = { extensions, cwd: this.#config.root }
    // The engines of a fork, or of the stack of a program, are not restarted.
    if (!this.#ownsStateFile) {
      const { seedStores } = await import('../dataset/seeding/seed-stores.js')
      return seedStores(stores, { ...defaults, ...options })
    }
    forgetVerification(this.#config.home)
    const { seedProject } = await import('./seed/seed-project.js')
    try {
      return await seedProject(this.#config, stores, { ...defaults, ...options })
    } finally {
      await this.#record(stores, options.signal)
    }
  }

  async resume<T extends SeedOptions>(options: T): Promise<T> {
    if (!this.#ownsStateFile) return options
    const { resumeInterrupted } = await import('./datasets/record-seeding.js')
    return resumeInterrupted(this.#config, options)
  }

  async listInterrupted(): Promise<readonly InterruptedSeed[]> {
    if (!this.#ownsStateFile) return []
    const { toInterruptedSeeds } = await import('./state/unfinished-seeds.js')
    return toInterruptedSeeds(this.#config).interruptedSeeds ?? []
  }

  async preview(options: SeedOptions): Promise<SeedPreview> {
    const extensions = await this.#loadExtensions()
    const { previewDataset } = await import('../dataset/seeding/preview-dataset.js')
    return previewDataset({ extensions, cwd: this.#config.root, ...options })
  }

  async reset(stores: Stores, options: ResetOptions): Promise<ResetReport> {
    assertUnprotected(this.#config, options.only === undefined ? STORE_NAMES : [options.only])
    const extensions = await this.#loadExtensions()
    const { resetStores } = await import('../dataset/seeding/reset-stores.js')
    try {
      return await resetStores(stores, { extensions, ...options })
    } finally {
      // Otherwise `up --seed` would skip a profile that is no longer loaded.
      if (this.#ownsStateFile) {
        forgetVerification(this.#config.home)
        await this.#record(stores, options.signal)
      }
    }
  }

  /** The fields of a record as the seeded dataset has it. */
  async findRecord(stores: Stores, ...record: Parameters<FindSeeded>): Promise<SeededFields | undefined> {
    const { findSeededRecord } = await import('./seed/find-seeded-record.js')
    return findSeededRecord(stores, await this.#loadExtensions(), ...record).catch(() => undefined)
  }

  async #record(stores: Stores, signal?: AbortSignal): Promise<void> {
    const { recordDatasets } = await import('./datasets/record-datasets.js')
    await recordDatasets(this.#config, stores, signal)
  }

  async #loadExtensions(): Promise<ProjectExtensions> {
    const { loadExtensions } = await import('./extensions/load-extensions.js')
    return loadExtensions(this.#config)
  }
}
