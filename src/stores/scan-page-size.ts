/**
 * How many records a scan gives at a time. Few, so that they are garbage before the collector has taken them for lasting:
 * with a thousand the heap grew to four times what was in use.
 */
export const SCAN_PAGE_SIZE = 100

/** How many come from the engine at a time, for the same reason. */
export const SCAN_FETCH_SIZE = 250
