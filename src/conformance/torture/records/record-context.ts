import type { EpisodeContext } from '../episode-context.js'
import type { TortureSubject } from './subject.js'

export interface RecordContext extends EpisodeContext {
  readonly subject: TortureSubject
}
