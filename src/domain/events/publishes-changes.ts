/** homemanager's own entities whose changes publish no event. */
const WITHOUT_CHANGE_EVENTS: ReadonlySet<string> = new Set(['family', 'budget'])

/** Whether the service publishes an event when a record of the entity is changed. */
export function publishesChanges(entity: string): boolean {
  return !WITHOUT_CHANGE_EVENTS.has(entity)
}
