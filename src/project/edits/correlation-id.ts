import { createId } from '../../core/ids.js'

/** Marks what an edit causes: its trace, and with a service its event and log. */
export function createCorrelationId(): string {
  return `studio-${createId()}`
}
