/**
 * Records per page of a scan. Small, so that pages are collected before they are promoted to the old generation: with
 * 1,000 records the heap grew to four times the memory in use.
 */
export const SCAN_PAGE_SIZE = 100

/** Records per request to the engine; small for the same reason. */
export const SCAN_FETCH_SIZE = 250
