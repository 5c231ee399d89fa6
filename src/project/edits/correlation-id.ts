import { createId } from '../../core/ids.js'

/** Where the user edits. */
export type EditFace = 'inspect' | 'studio'

/** Marks what an edit causes: its trace, and with a service its event and log. */
export function createCorrelationId(face: EditFace): string {
  return `${face}-${createId()}`
}
