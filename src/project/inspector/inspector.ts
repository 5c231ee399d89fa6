import type { Endpoints } from '../../core/store-types.js'
import { HomeError } from '../../core/home-error.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import { parseAddress } from '../../inspect/pages/address.js'
import { EVENTS_SCREEN } from '../../inspect/pages/events-screen.js'
import type { Page } from '../../inspect/pages/page.js'
import { RECORDS_SCREEN } from '../../inspect/pages/records-screen.js'
import type { Screen } from '../../inspect/pages/screen.js'
import { SEARCH_SCREEN } from '../../inspect/pages/search-screen.js'
import { INSPECT_ERRORS } from '../../inspect/inspect-errors.js'
import type { RecordSources } from '../../inspect/records/record-view.js'
import type { Stores } from '../../stores/stores.js'
import { toStoreError } from '../../stores/to-store-error.js'
import type { ProjectExtensions } from '../extensions/project-extensions.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { InspectorSources } from './inspector-sources.js'
import { isEditable } from '../edits/edited-entities.js'
import { LOGS_SCREEN } from './logs-screen.js'
import { OVERVIEW_SCREEN } from './overview-screen.js'
import { PATTERNS_SCREEN } from './patterns-screen.js'
import { QUERY_SCREEN } from './query-screen.js'
import { SCHEMA_SCREEN } from './schema-screen.js'
import { SNAPSHOTS_SCREEN } from './snapshots-screen.js'
import { TRACES_SCREEN } from './traces-screen.js'
import { VERIFY_SCREEN } from './verify-screen.js'

/** A page, and how long it took to open it. */
export type OpenedPage = Page & { readonly elapsedMs: number }

/** The screens, in the order in which faces list them. The last ones have no entry of their own. */
const SCREENS: readonly Screen<InspectorSources>[] = [
  OVERVIEW_SCREEN,
  RECORDS_SCREEN,
  QUERY_SCREEN,
  EVENTS_SCREEN,
  TRACES_SCREEN,
  LOGS_SCREEN,
  SCHEMA_SCREEN,
  PATTERNS_SCREEN,
  VERIFY_SCREEN,
  SNAPSHOTS_SCREEN,
]
/** The screens that have an entry of their own. */
export const SCREEN_TITLES: readonly { readonly name: string; readonly title: string }[] = SCREENS.map(
  ({ name, title }) => ({ name, title }),
)
const UNLISTED: readonly Screen<InspectorSources>[] = [SEARCH_SCREEN]

/** The pages of a running stack, by their addresses. The faces of `inspect` show them. */
export class Inspector implements AsyncDisposable {
  readonly project: string
  readonly entities: EntityRegistry
  readonly screens = SCREEN_TITLES
  readonly #sources: InspectorSources
  #stores: Promise<Stores & AsyncDisposable> | undefined

  constructor(
    project: RecordedProject,
    extensions: ProjectExtensions,
    endpoints: Endpoints,
    records: RecordSources,
  ) {
    this.project = project.config.project
    this.entities = extensions.entities
    this.#sources = {
      ...records,
      project,
      extensions,
      endpoints,
      stores: async () => this.#openStores(endpoints),
      findSeeded: async (...record) => {
        const { findSeededRecord } = await import('../seed/find-seeded-record.js')
        return findSeededRecord(await this.#openStores(endpoints), extensions, ...record).catch(
          () => undefined,
        )
      },
    }
  }

  /** Throws `UNKNOWN_PAGE`, and what the sources throw. */
  async open(address: string, signal: AbortSignal): Promise<OpenedPage> {
    const parsed = parseAddress(address)
    const screen = [...SCREENS, ...UNLISTED].find(({ name }) => name === parsed.screen)
    if (screen === undefined) throw unknownScreenError(parsed.screen)
    const start = performance.now()
    try {
      const page = await screen.open(this.#sources, parsed, signal)
      return { ...page, elapsedMs: performance.now() - start }
    } catch (error) {
      throw toStoreError(error)
    }
  }

  /** Whether the records of the entity can be edited. */
  canEdit(entity: string): boolean {
    return isEditable(this.entities, entity)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#stores)?.[Symbol.asyncDispose]()
  }

  async #openStores(endpoints: Endpoints): Promise<Stores> {
    this.#stores ??= import('../../stores/open-stores.js').then(({ openStores }) => openStores(endpoints))
    return this.#stores
  }
}

function unknownScreenError(name: string): HomeError {
  return new HomeError(INSPECT_ERRORS.UNKNOWN_PAGE, {
    message: `There is no screen "${name}".`,
    suggestion: `Screens: ${[...SCREENS, ...UNLISTED].map((screen) => screen.name).join(', ')}.`,
  })
}
