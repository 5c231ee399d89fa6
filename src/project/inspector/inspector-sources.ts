import type { Endpoints } from '../../core/store-types.js'
import type { RecordSources } from '../../inspect/records/record-view.js'
import type { Stores } from '../../stores/stores.js'
import type { ProjectExtensions } from '../extensions/project-extensions.js'
import type { RecordedProject } from '../state/recorded-project.js'

/** What the screens read. */
export interface InspectorSources extends RecordSources {
  readonly project: RecordedProject
  readonly extensions: ProjectExtensions
  readonly endpoints: Endpoints
  /** Opens the complete clients of the stores, once, for what the fast ones cannot do. */
  stores(): Promise<Stores>
}
