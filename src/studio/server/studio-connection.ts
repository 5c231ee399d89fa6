import type { RecordSources } from '../../inspect/records/record-view.js'
import type { Inspector } from '../../project/inspector/inspector.js'
import type { Project } from '../../project/project.js'

/** Enough for a search in all stores beside the pages. */
const CONNECTIONS = 4

interface OpenInspector extends AsyncDisposable {
  readonly key: string
  readonly inspector: Inspector
  readonly sources: RecordSources
}

/**
 * The inspector of a project, connected when it is first needed, and again when the stack has been restarted with other
 * addresses.
 */
export class StudioConnection implements AsyncDisposable {
  readonly #project: Project
  #open: Promise<OpenInspector> | undefined

  constructor(project: Project) {
    this.#project = project
  }

  /** Throws `STACK_NOT_RUNNING`. */
  async inspector(): Promise<Inspector> {
    return (await this.#connectOnce()).inspector
  }

  /** Throws `STACK_NOT_RUNNING`. */
  async sources(): Promise<RecordSources> {
    return (await this.#connectOnce()).sources
  }

  async #connectOnce(): Promise<OpenInspector> {
    const key = JSON.stringify([this.#project.endpoints(), this.#project.addonUrls()])
    const current = await this.#open?.catch(() => undefined)
    if (current?.key === key) return current
    const opening = this.#connect(key)
    this.#open = opening
    await current?.[Symbol.asyncDispose]()
    return opening
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#open?.catch(() => undefined))?.[Symbol.asyncDispose]()
  }

  async #connect(key: string): Promise<OpenInspector> {
    const sources = await this.#project.recordSources(CONNECTIONS)
    const inspector = await this.#project.inspector(sources)
    return {
      key,
      inspector,
      sources,
      async [Symbol.asyncDispose]() {
        await inspector[Symbol.asyncDispose]()
        await sources[Symbol.asyncDispose]()
      },
    }
  }
}
