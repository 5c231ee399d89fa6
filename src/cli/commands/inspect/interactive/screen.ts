import type { InspectableEntity, RecordSources, Section } from '../../../../inspect/records/record-view.js'
import type { Output } from '../../../../output/output.js'

/** Where a screen leads. Back is to the screen before it. */
export type Navigation = { readonly to: Screen } | 'back' | 'search' | 'leave'

/** Shows something, asks, and says where to go next. It is run again when one comes back to it. */
export type Screen = (dialogue: InteractiveSession) => Promise<Navigation>

export interface InteractiveSession {
  readonly sources: RecordSources
  readonly output: Output
  /** Lines per page of a list. */
  readonly pageSize: number
  /** The command that shows the same as a view, to be copied. */
  readonly formatCommand: (shown: Pick<Section, 'store' | 'query'>) => string
}

/** What names a record. */
export interface RecordKey {
  readonly kind: InspectableEntity
  readonly id: string
}
