import type { InspectableEntity } from '../../../../domain/entities/registry.js'
import type { RecordSources, Section } from '../../../../inspect/records/record-view.js'
import type { Output } from '../../../../output/output.js'

/** What follows a screen: another screen, the previous one (`back`), a new search, or the end of the session. */
export type Navigation = { readonly to: Screen } | 'back' | 'search' | 'quit'

/** Shows something, prompts, and returns where to go next. It runs again when the user returns to it. */
export type Screen = (session: InteractiveSession) => Promise<Navigation>

export interface InteractiveSession {
  readonly sources: RecordSources
  readonly output: Output
  /** Rows per page of a list. */
  readonly pageSize: number
  /** Formats the command that runs the query of a view, to be copied and pasted. */
  readonly formatCommand: (view: Pick<Section, 'store' | 'query'>) => string
}

/** Identifies a record. */
export interface RecordKey {
  readonly kind: InspectableEntity
  readonly id: string
}
