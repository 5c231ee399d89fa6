import type { RecordSources } from '../../inspect/records/record-view.js'
import { hasErrorCode } from '../../core/home-error.js'
import { parseAddress } from '../../inspect/pages/address.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { Inspector, OpenedPage } from './inspector.js'

/** Enough for a search in all stores beside the pages. */
const CONNECTIONS = 4

/** What is needed of a project. */
interface InspectedProject {
  endpoints(): unknown
  addonUrls(): unknown
  recordSources(maxConnections: number): Promise<RecordSources & AsyncDisposable>
  inspector(records: RecordSources): Promise<Inspector>
}

interface OpenInspector extends AsyncDisposable {
  readonly key: string
  readonly inspector: Inspector
  readonly sources: RecordSources
}

/**
 * The inspector of a project, connected when it is first needed, and again when the stack has been restarted with other
 * addresses.
 */
export class InspectorConnection implements AsyncDisposable {
  readonly #project: InspectedProject
  #open: Promise<OpenInspector> | undefined

  constructor(project: InspectedProject) {
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

/** What a face uses of an inspector. */
export type ShownInspector = Pick<Inspector, 'project' | 'entities' | 'screens' | 'open' | 'canEdit'>

/** They say something about a stopped stack too. */
const OF_STOPPED_STACKS: ReadonlySet<string> = new Set(['overview', 'logs', 'traces', 'snapshots'])

/** The pages of the stack as it runs when each is opened: at the addresses of before, another project may answer. */
export class LiveInspector implements ShownInspector, AsyncDisposable {
  readonly #connection: InspectorConnection
  #latest: Inspector

  private constructor(connection: InspectorConnection, latest: Inspector) {
    this.#connection = connection
    this.#latest = latest
  }

  /** Throws `STACK_NOT_RUNNING`. */
  static async connect(project: InspectedProject): Promise<LiveInspector> {
    const connection = new InspectorConnection(project)
    return new LiveInspector(connection, await connection.inspector())
  }

  get project(): string {
    return this.#latest.project
  }

  get entities(): Inspector['entities'] {
    return this.#latest.entities
  }

  get screens(): Inspector['screens'] {
    return this.#latest.screens
  }

  /** Throws `STACK_NOT_RUNNING`. */
  async sources(): Promise<RecordSources> {
    return this.#connection.sources()
  }

  canEdit(entity: string): boolean {
    return this.#latest.canEdit(entity)
  }

  /** Throws `STACK_NOT_RUNNING` too. */
  async open(address: string, signal: AbortSignal): Promise<OpenedPage> {
    try {
      this.#latest = await this.#connection.inspector()
    } catch (error) {
      const isShown = OF_STOPPED_STACKS.has(parseAddress(address).screen)
      if (!isShown || !hasErrorCode(error, STACK_ERRORS.STACK_NOT_RUNNING)) throw error
    }
    return this.#latest.open(address, signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection[Symbol.asyncDispose]()
  }
}
