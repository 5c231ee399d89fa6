const MAX_LINES = 10

/** The last lines of the log of a component that did not start, for the detail of an error. */
export async function getLogTail<R>(
  record: R,
  source: { lastLogLines(record: R, count: number): Promise<readonly string[]> },
): Promise<string> {
  const lines = await source.lastLogLines(record, MAX_LINES)
  return lines.length === 0 ? 'Its log is empty.' : `The last lines of its log:\n${lines.join('\n')}`
}
