/** A PostgreSQL transaction that wrote to the outbox notifies this channel: `NOTIFY homemanager_outbox`. */
export const OUTBOX_CHANNEL = 'homemanager_outbox'
