import type { EventHandler } from '../../events/event-handler.js'
import type { Stores } from '../../stores/stores.js'

type CreateHandlers = (stores: Stores) => readonly EventHandler[]

let registered: readonly CreateHandlers[] = []

/** Replaces the consumers of extensions. */
export function registerEventHandlers(creators: readonly CreateHandlers[]): void {
  registered = creators
}

/** Creates the consumers of the project's extensions. */
export function createOwnHandlers(stores: Stores): readonly EventHandler[] {
  return registered.flatMap((create) => create(stores))
}
